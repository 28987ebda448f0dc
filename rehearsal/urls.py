from django.urls import path

from rehearsal import views

app_name = "rehearsal"
urlpatterns = [
    path("move/", views.move, name="move"),
    path("reset/", views.reset, name="reset"),
    path("fill/", views.fill, name="fill"),
    path("enter/", views.enter, name="enter"),
    path("leave/", views.leave, name="leave"),
]
