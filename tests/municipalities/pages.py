"""What the tests of the desk's pages share."""

from html import unescape

from django.urls import reverse

from contest.models import Stage
from tests.factories import contest

OPEN = contest.instant(Stage.Kind.CHALLENGES)


def edit(kept, section="basics"):
    return reverse("municipalities:challenge_edit", args=[kept.pk, section])


def at(kept, page):
    return reverse(f"municipalities:challenge_{page}", args=[kept.pk])


def text(response):
    return unescape(response.content.decode())


def errors(response):
    return {name: list(messages) for name, messages in response.context["form"].errors.items()}
