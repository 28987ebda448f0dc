"""The files of a challenge's data, to those who may read the challenge; always as something to save, never to run."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from accounts.second_factor import may_pass
from files.datafiles import MEDIA_TYPES
from files.stored import mark_of
from municipalities.models import DataResource
from municipalities.rules import is_public_data

ALONE = "sandbox; default-src 'none'"


def data_file(request, pk: int, mark: str, extension: str) -> FileResponse:
    """The bytes of one file: to anyone once public, before that to its officers and the secretariat."""
    row = get_object_or_404(DataResource.objects.select_related("challenge").defer("preview"), pk=pk)
    name = row.file.name or ""
    is_it = bool(name) and mark_of(name) == mark and name.endswith(f".{extension}")
    is_public = is_it and is_public_data(None, row)
    if not is_it or not (is_public or (request.user.has_perm("municipalities.view_data", row) and may_pass(request))):
        raise Http404
    try:
        opened = row.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(opened, as_attachment=True, filename=row.file_name, content_type=MEDIA_TYPES[extension])
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = ALONE
    response["Cache-Control"] = "public, max-age=31536000, immutable" if is_public else "private, no-store"
    return response
