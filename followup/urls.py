from django.urls import path

from followup import views

app_name = "followup"
urlpatterns = [
    path("<str:token>/", views.ReportPage.as_view(), name="report"),
    path("<str:token>/thanks/", views.Thanks.as_view(), name="thanks"),
]
