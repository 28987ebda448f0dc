"""Certificates: made for a cycle, looked at, renewed, revoked, and all of them in one ZIP."""

from django.contrib import admin, messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from awards import services
from awards.forms import ReasonForm
from awards.models import Bundle, Certificate
from awards.printed import certificate_pdf, file_name, unprintable
from common import clock
from common.errors import ContestError
from common.office import ReadOnlyOfficeAdmin
from common.readable import readable
from contest.models import Cycle
from printing.responses import pdf_response

MAKES = {"awards": services.issue_certificates, "participation": services.issue_participation}


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyOfficeAdmin):
    """Every paper that was made out; the desk of a cycle's papers is one page."""

    change_list_template = "awards/office/certificate_list.html"
    change_form_template = "awards/office/certificate.html"
    list_display = (
        "number",
        "cycle",
        "award",
        "place",
        "receiver",
        "name",
        "language",
        "issued_at",
        "replaced_at",
        "revoked_at",
    )
    list_filter = ("cycle", "receiver", "language")
    list_select_related = ("cycle", "award", "idea__cycle")
    search_fields = ("=number", "name", "idea__team__name")

    def changelist_view(self, request, extra_context=None):
        cycles = Cycle.objects.filter(awards__isnull=False).distinct().order_by("-fiscal_year")
        return super().changelist_view(request, {"cycles": cycles, **(extra_context or {})})

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("papers/<int:year>/", view(self.papers_view), name="awards_papers"),
            path("papers/<int:year>/make/", view(require_POST(self.make_view)), name="awards_papers_make"),
            path("papers/<int:year>/bundle/", view(require_POST(self.bundle_view)), name="awards_papers_bundle"),
            path("<int:pk>/certificate.pdf", view(self.paper_view), name="awards_certificate_paper"),
            path("<int:pk>/reissue/", view(require_POST(self.reissue_view)), name="awards_certificate_reissue"),
            path("<int:pk>/revoke/", view(self.revoke_view), name="awards_certificate_revoke"),
            *super().get_urls(),
        ]

    def papers_view(self, request, year):
        """How many there are, letters to see to before printing, and how far the ZIP is."""
        cycle = get_object_or_404(Cycle, fiscal_year=year)
        standing = list(Certificate.objects.filter(cycle=cycle).printable().for_paper())
        looked_at = [(row, letters) for row in standing if (letters := unprintable(row))]
        bundles = cycle.bundles.select_related("asked_by")[:5]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("%(cycle)s の賞状") % {"cycle": cycle},
            "cycle": cycle,
            "standing": standing,
            "looked_at": looked_at,
            "bundles": bundles,
            "is_running": any(bundle.finished_at is None for bundle in bundles),
        }
        return render(request, "awards/office/papers.html", context)

    def make_view(self, request, year):
        cycle = get_object_or_404(Cycle, fiscal_year=year)
        service = MAKES.get(request.POST.get("kind", ""))
        if service is None:
            messages.error(request, _("つくるものが分かりません。もう一度ボタンを押してください。"))
            return redirect("admin:awards_papers", year)
        try:
            count = service(cycle, by=request.user, at=clock.now())
        except ContestError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(count)d枚つくりました。") % {"count": count})
        return redirect("admin:awards_papers", year)

    def bundle_view(self, request, year):
        cycle = get_object_or_404(Cycle, fiscal_year=year)
        try:
            services.ask_for_bundle(cycle, by=request.user, at=clock.now())
        except ContestError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("ZIPをつくりはじめます。このページで、どこまでできたかが分かります。"))
        return redirect("admin:awards_papers", year)

    def paper_view(self, request, pk):
        certificate = get_object_or_404(Certificate.objects.exclude(name="").for_paper(), pk=pk)
        return pdf_response(certificate_pdf(certificate), file_name(certificate))

    def reissue_view(self, request, pk):
        certificate = get_object_or_404(Certificate, pk=pk)
        try:
            new = services.reissue_certificate(certificate, by=request.user, at=clock.now())
        except ContestError as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:awards_certificate_change", pk)
        messages.success(request, _("新しい番号 %(number)s で発行しました。") % {"number": new.number})
        return redirect("admin:awards_certificate_change", new.pk)

    def revoke_view(self, request, pk):
        """With a reason, which stays here."""
        certificate = get_object_or_404(Certificate, pk=pk)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                reason = form.cleaned_data["reason"]
                services.revoke_certificate(certificate, reason=reason, by=request.user, at=clock.now())
            except ContestError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("賞状を取り消しました。"))
                return redirect("admin:awards_certificate_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("賞状を取り消す"),
            "lead": f"{certificate.number}　{certificate.name}",
            "form": form,
            "button": _("賞状を取り消す"),
        }
        return render(request, "awards/office/reason.html", context)


@admin.register(Bundle)
class BundleAdmin(ReadOnlyOfficeAdmin):
    """ZIP files that were asked for."""

    list_display = ("cycle", "asked_by", "asked_at", "done", "total", "finished_at")
    list_select_related = ("cycle", "asked_by")
    fields = readonly_fields = ("cycle", "asked_by", "asked_at", "done", "total", "lacking", "finished_at")

    @admin.display(description=gettext_lazy("文字が足りない賞状"))
    def lacking(self, bundle):
        """Certificate by certificate, the letters that no font has."""
        return readable(dict(bundle.missing))

    def get_urls(self):
        zipped = self.admin_site.admin_view(self.zip_view)
        return [path("<int:pk>/certificates.zip", zipped, name="awards_bundle_zip"), *super().get_urls()]

    def zip_view(self, request, pk):
        bundle = get_object_or_404(Bundle.objects.filter(finished_at__isnull=False).select_related("cycle"), pk=pk)
        try:
            opened = bundle.file.storage.open(bundle.file.name)
        except FileNotFoundError as gone:
            raise Http404 from gone
        name = f"{bundle.cycle.code}-certificates.zip"
        return FileResponse(opened, as_attachment=True, filename=name, content_type="application/zip")
