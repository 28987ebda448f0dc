from django.urls import path

from judging import advice_views as views

app_name = "advice"
urlpatterns = [
    path("ideas/<int:pk>/advice/", views.AdvicePage.as_view(), name="page"),
    path("ideas/<int:pk>/advice/answer/", views.AdviceAnswer.as_view(), name="answer"),
]
