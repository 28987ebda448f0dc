from django.conf import settings
from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [path("mail/", views.mails, name="mails")] if settings.SHOW_MAILS else []
