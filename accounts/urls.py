from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("profile/", views.ProfileView.as_view(), name="profile"),
    path("second-factor/", views.second_factor, name="second_factor"),
    # In front of allauth's addresses of the same path (config/urls.py):
    path("password/<path:rest>", views.no_passwords, name="no_passwords"),
    path("2fa/webauthn/keys/<int:pk>/remove/", views.RemovePasskeyView.as_view(), name="remove_passkey"),
]
