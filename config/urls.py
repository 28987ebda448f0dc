"""Addresses. Rooms bring their own; a room that is not installed brings none."""

from django.apps import apps
from django.contrib import admin
from django.urls import include, path

from accounts.views import set_language
from judging.admin import judge_site
from notifications.views import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("i18n/setlang/", set_language, name="set_language"),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.account.urls")),  # not allauth.urls: nobody's account is LINE's or Google's
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("office/", admin.site.urls),
    path("judge/", judge_site.urls),
    path("", include("judging.urls")),
    path("me/", include("municipalities.urls")),
    path("me/", include("ideas.urls")),
    path("me/", include("judging.advice_urls")),
    path("challenges/files/", include("municipalities.datafile_urls")),
    path("", include("municipalities.citizen_urls")),
    path("", include("dialogue.urls")),
    path("events/", include("events.urls")),
    path("vote/", include("voting.urls")),
    path("", include("followup.urls")),
    path("dev/", include("notifications.urls")),
    path("", include("awards.urls")),
    path("", include("pages.urls")),
]
if apps.is_installed("rehearsal"):
    urlpatterns.insert(0, path("rehearsal/", include("rehearsal.urls")))

handler400 = "pages.views.bad_request"
handler403 = "pages.views.permission_denied"
handler404 = "pages.views.page_not_found"
handler500 = "pages.views.server_error"
