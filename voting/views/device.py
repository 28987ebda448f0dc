"""What belongs to the device: handing it to the next person, sharing it all day, and the words it speaks."""

from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from voting import browser

YEAR = 365 * 24 * 3600
WORDS = {"ja": "ja", "easy": "ja", "en": "en"}


@never_cache
@require_POST
def leave(request):
    """次の人へ: the device forgets who voted."""
    response = browser.SeeOther(reverse("voting:verify"))
    browser.forget(request, response)
    return response


@never_cache
@require_POST
def tablet(request):
    """Set the device to be shared, or to be one person's again; either way it forgets who voted."""
    response = browser.SeeOther(reverse("voting:index"))
    browser.forget(request, response)
    browser.set_tablet(request, response, is_on=request.POST.get("is_on") == "1")
    return response


@never_cache
@require_POST
def words(request):
    """日本語, やさしい日本語 or English on the pages of the vote; the first and the last everywhere."""
    asked, back = request.POST.get("words"), request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if is_ours else "voting:index")
    if asked in WORDS:
        kept = {"max_age": YEAR, "secure": settings.LANGUAGE_COOKIE_SECURE, "httponly": True, "samesite": "Lax"}
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, WORDS[asked], **kept)
        response.delete_cookie(settings.EASY_JAPANESE_COOKIE)
        if asked == "easy":
            response.set_cookie(settings.EASY_JAPANESE_COOKIE, "1", **kept)
    return response
