"""The bytes of pictures and documents: to anyone once public, before that to the team, the secretariat and its judges."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from accounts.second_factor import may_pass
from files.stored import mark_of
from ideas.models import Attachment
from ideas.rules import is_public_picture

MEDIA_TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "pdf": "application/pdf"}
ALONE = "sandbox; default-src 'none'"


def _may_see(request, attachment: Attachment) -> bool:
    """An unpublished file; who lacks a second factor sees it as little as any other page."""
    return request.user.has_perm("ideas.view_attachment", attachment) and may_pass(request)


def _served(request, pk: int, mark: str, extension: str, **options) -> FileResponse:
    """One file of the row; 404 to whoever may not see it, as for one that is not there."""
    attachment = get_object_or_404(Attachment.objects.select_related("idea__team"), pk=pk)
    wanted = (name for name in attachment.files if mark_of(name) == mark and name.endswith(f".{extension}"))
    name = next(wanted, None)
    is_public = is_public_picture(None, attachment)
    if name is None or not (is_public or _may_see(request, attachment)):
        raise Http404
    try:
        opened = attachment.file.storage.open(name, "rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(opened, content_type=MEDIA_TYPES[extension], **options)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=31536000, immutable" if is_public else "private, no-store"
    return response


def picture(request, pk: int, mark: str, extension: str) -> FileResponse:
    """A picture, in one of its sizes."""
    if extension not in ("webp", "jpg"):
        raise Http404
    return _served(request, pk, mark, extension)


def document(request, pk: int, mark: str) -> FileResponse:
    """A PDF, to save under a name that tells nobody who brought it; never to run."""
    response = _served(request, pk, mark, "pdf", as_attachment=True, filename=f"document-{pk}.pdf")
    response["Content-Security-Policy"] = ALONE
    return response
