"""How a file of our own making leaves the house."""

from django.http import HttpResponse

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def download(name: str, content: bytes) -> HttpResponse:
    """Saved under `name`, whose ending is one of TYPES; kept by nobody on the way."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=TYPES[name.rsplit(".", 1)[1]], headers=headers)
