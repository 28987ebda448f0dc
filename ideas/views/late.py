"""Hand in late, by a code from the secretariat."""

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common import clock
from ideas import desk
from ideas.forms import LateForm
from ideas.models import IdeaRefused
from ideas.services import use_late_code
from ideas.views.writing import IdeaMixin

TRIES = {"late": "10/m/user"}  # guessing a hundred bits is hopeless at any rate


class IdeaLate(IdeaMixin):
    """Any member types the code; from then on the idea is written and handed in as before the deadline."""

    def get(self, request, **kwargs):
        return self.page(LateForm())

    def post(self, request, **kwargs):
        form = LateForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        if not ratelimit.consume(request, app="ideas", action="late", config=TRIES, user=request.user):
            form.add_error("code", _("いま、こみあっています。1分ほど待って、もう一度ためしてください。"))
            return self.page(form)
        try:
            leave = use_late_code(self.idea, code=form.cleaned_data["code"], by=request.user, at=clock.now())
        except IdeaRefused as refusal:
            form.add_error("code", str(refusal))
            return self.page(form)
        messages.success(request, _("コードを受け付けました。期限までに応募してください。"))
        return redirect("ideas:idea_confirm", pk=leave.idea_id)

    def page(self, form: LateForm):
        now = clock.now()
        context = {
            "form": form,
            "idea": self.idea,
            "standing": desk.standing_of(self.idea, now),
            "now": now,
            "crumbs": self.crumbs(_("遅れて応募する")),
        }
        return render(self.request, "ideas/idea_late.html", context)
