from django.urls import path
from django.views.generic import RedirectView

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("profile/", views.ProfileView.as_view(), name="profile"),
    path("leave/", views.LeaveView.as_view(), name="leave"),
    path("copy/", views.copy, name="copy"),
    path("second-factor/", views.second_factor, name="second_factor"),
    # In front of allauth's addresses of the same path (config/urls.py):
    path("password/<path:rest>", views.no_passwords, name="no_passwords"),
    path("login/code/", RedirectView.as_view(pattern_name="account_login", query_string=True), name="login_code"),
    path("2fa/", RedirectView.as_view(pattern_name="accounts:second_factor"), name="second_factor_index"),
    path("2fa/totp/activate/", views.ActivateTotpView.as_view(), name="activate_totp"),
    path("2fa/webauthn/add/", views.AddPasskeyView.as_view(), name="add_passkey"),
    path("2fa/webauthn/keys/<int:pk>/remove/", views.RemovePasskeyView.as_view(), name="remove_passkey"),
]
