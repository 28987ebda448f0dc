"""The secretariat takes a round away as files."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _

from common import clock
from common.errors import ContestError
from files.responses import download
from judging.admin.running import OfficePage
from judging.models import Round
from judging.sealing import is_sealed
from judging.services import export_round


class ExportPage(OfficePage):
    """Mixed into the rounds' admin."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.export_view)
        return [path("<int:pk>/export/", view, name="judging_round_export"), *super().get_urls()]

    def export_view(self, request, pk) -> HttpResponse:
        """A file is made by a press of a button, never by a link, and stands on record."""
        round, refusal = get_object_or_404(Round.objects.select_related("cycle"), pk=pk), ""
        if request.method == "POST":
            try:
                made = export_round(round, what=request.POST.get("what", ""), by=request.user, at=clock.now())
            except ContestError as refused:
                refusal = str(refused)
            else:
                return download(*made)
        title = _("%(round)s の採点と結果を書き出す") % {"round": round}
        context = {"round": round, "refusal": refusal, "is_sealed": is_sealed(round, clock.now()), "title": title}
        return self.office_page(request, "export", context)
