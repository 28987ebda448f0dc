"""A cap on what an upload may put on the disk."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect


class CappedUpload(FileUploadHandler):
    """Lets the rest of a file that is too large run by without keeping it, and remembers that it did."""

    def __init__(self, request: HttpRequest | None = None, *, limit: int) -> None:
        super().__init__(request)
        self.limit = limit
        self.is_over = False
        self.over_in = ""  # the field it came in

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > self.limit:
            self.is_over, self.over_in = True, self.field_name or ""
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def capped(view: Callable[..., HttpResponseBase], limit: Callable[[], int]) -> Callable[..., HttpResponseBase]:
    """The view with the cap in front, as `request.upload_cap`.

    It must stand before anything reads the body, and the CSRF check reads it: the check comes right after.
    """
    guarded = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def with_cap(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_cap = CappedUpload(request, limit=limit())  # type: ignore[attr-defined]
        request.upload_handlers.insert(0, request.upload_cap)  # type: ignore[attr-defined]
        return guarded(request, *args, **kwargs)

    return with_cap
