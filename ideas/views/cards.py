"""Come in by a printed card."""

from allauth.core.internal import ratelimit
from django.contrib.auth import login
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from ideas.forms.classes import CardForm
from ideas.models import TeamRefused
from ideas.services.classes import pupil_with

TRIES = {"card": "300/m/ip"}  # a school is one address to us; guessing a hundred bits is hopeless at any rate
HOURS = 4  # on a tablet others use too


class Card(View):
    """A pupil types the code; the session is theirs alone and short."""

    def get(self, request):
        return self.page(CardForm())

    def post(self, request):
        form = CardForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        if not ratelimit.consume(request, app="ideas", action="card", config=TRIES):
            form.add_error("code", _("いま、こみあっています。1分ほど待って、もう一度ためしてください。"))
            return self.page(form)
        try:
            pupil = pupil_with(form.cleaned_data["code"])
        except TeamRefused as refusal:
            form.add_error("code", str(refusal))
            return self.page(form)
        login(request, pupil, backend="django.contrib.auth.backends.ModelBackend")
        request.session.set_expiry(HOURS * 3600)
        return redirect("ideas:teams")

    def page(self, form: CardForm):
        return render(self.request, "ideas/card.html", {"form": form})
