"""Choose a picture for an idea, and serve pictures to those who may see them."""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.second_factor import may_pass
from common import clock
from files.stored import mark_of
from files.uploads import capped
from ideas import desk
from ideas.completeness import problems_of
from ideas.forms import PictureForm
from ideas.models import Attachment, IdeaRefused, IdeasClosed
from ideas.rules import is_public_picture
from ideas.services import attach_picture, describe_picture, remove_picture
from ideas.services.pictures import too_big
from ideas.sheet import PICTURE
from ideas.views.writing import IdeaMixin


class IdeaPicture(IdeaMixin):
    """The picture's page of the form."""

    def get(self, request, **kwargs):
        if not self.may_edit:
            return self.closed()
        picture = self.idea.working_picture
        form = PictureForm({"alt": picture.alt if picture else ""})
        form.full_clean()
        if "check" in request.GET:
            for problem in problems_of(self.idea):
                if problem.section == PICTURE:
                    form.add_error(problem.field, problem.message)
        return self.page(form)

    def post(self, request, **kwargs):
        form = PictureForm(request.POST, request.FILES)
        form.full_clean()
        if not self.may_edit:
            return self.closed(kept=[(str(form["alt"].label), form["alt"].value() or "")])
        try:
            self.keep(request, form)
        except IdeasClosed as refusal:
            return self.closed(str(refusal))
        except IdeaRefused as refusal:
            form.add_error("picture", str(refusal))
        del self.idea
        if form.errors:
            return self.page(form)
        return redirect(self.next_url(request.POST.get("then", "")))

    def keep(self, request, form: PictureForm) -> None:
        """A new picture is kept even when its words are too long, so that nobody has to choose the file twice."""
        act = {"by": request.user, "at": clock.now()}
        upload, alt = form.cleaned_data.get("picture"), form.cleaned_data.get("alt")
        if request.POST.get("then") == "remove":
            form.errors.clear()
            remove_picture(self.idea, **act)
            messages.success(request, _("画像をはずしました。"))
        elif request.upload_cap.is_over:
            form.add_error("picture", too_big())
        elif upload:
            attach_picture(self.idea, upload=upload, alt=alt or "", **act)
        elif self.idea.working_picture and alt is not None:
            describe_picture(self.idea, alt=alt, **act)
        elif alt:
            form.add_error("picture", _("画像をえらんでください。"))

    def next_url(self, then: str) -> str:
        here = desk.section_url(self.idea, PICTURE)
        if then == "preview":
            return reverse("ideas:idea_preview", args=[self.idea.pk])
        if then == "back":
            return desk.back_url(self.idea, PICTURE)
        if then != "next" or any(problem.section == PICTURE for problem in problems_of(self.idea)):
            return f"{here}?check=1"
        return desk.onward_url(self.idea, PICTURE)

    def page(self, form: PictureForm):
        context = {
            "idea": self.idea,
            "form": form,
            "picture": desk.working_picture(self.idea),
            "onward_url": desk.onward_url(self.idea, PICTURE),
            "crumbs": self.crumbs(),
            **desk.navigation(self.idea, PICTURE, clock.now()),
        }
        return render(self.request, "ideas/idea_picture.html", context)


idea_picture = capped(IdeaPicture.as_view(), lambda: settings.UPLOAD_MAX_BYTES)


def _may_see(request, attachment: Attachment) -> bool:
    """An unpublished picture; who lacks a second factor sees it as little as any other page."""
    return request.user.has_perm("ideas.view_picture", attachment) and may_pass(request)


def picture(request, pk: int, mark: str):
    """The bytes of a picture: to anyone once public, before that to its team, the secretariat and its judges."""
    attachment = get_object_or_404(Attachment.objects.select_related("idea__team"), pk=pk)
    file = next((f for f in (attachment.image, attachment.thumbnail) if f and mark_of(f.name) == mark), None)
    is_public = is_public_picture(None, attachment)
    if file is None or not (is_public or _may_see(request, attachment)):
        raise Http404
    try:
        response = FileResponse(file.open("rb"), content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=31536000, immutable" if is_public else "private, no-store"
    return response
