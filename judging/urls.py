from django.urls import path

from judging import answering

app_name = "judging"
urlpatterns = [path("invitation/<str:token>/", answering.Invitation.as_view(), name="invitation")]
