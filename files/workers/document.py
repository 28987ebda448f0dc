"""A PDF without anything that acts, hides or tells on its author. Page contents stay as they are."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from files.workers.refusing import Refused

# Keys that start something, hold a file, or say who made what when and with what.
GONE = {
    *("/AA", "/JS", "/JavaScript", "/OpenAction", "/EmbeddedFiles", "/EF", "/RF", "/AF", "/Collection", "/XFA"),
    *("/Metadata", "/PieceInfo", "/LastModified", "/URLS", "/Renditions", "/AlternatePresentations", "/IDS", "/Templates"),
    *("/Perms", "/DSS", "/SpiderInfo", "/RichMediaContent", "/3DD", "/Movie"),
}  # fmt: skip
ACTIONS = {
    *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/RichMediaExecute"),
    *("/GoTo3DView", "/Movie", "/Sound", "/Trans", "/GoToDp"),
}  # fmt: skip
ANNOTATIONS = {"/FileAttachment", "/RichMedia", "/3D", "/Movie", "/Screen", "/Sound", "/TrapNet"}
LINKS = ("http://", "https://", "mailto:")
ENDING = b"%%EOF"
JPEG_START, JPEG_SCAN = b"\xff\xd8", 0xDA
JPEG_WORDS = {*range(0xE1, 0xEE), 0xEF, 0xFE}  # EXIF, XMP, IPTC, comments; JFIF (E0) and Adobe's colours (EE) stay


def work(content: bytes, pages: int) -> tuple[dict[str, Any], bytes]:
    """The cleaned document and how many pages it has."""
    if not content.startswith(b"%PDF-") or ENDING not in content[-2048:]:
        raise Refused("pdf-broken")
    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise Refused("pdf-locked")
            if not 0 < (count := len(pdf.pages)) <= pages:
                raise Refused("pages" if count else "pdf-broken", n=pages)
            _clean(pdf)
            out = BytesIO()
            pdf.save(out, deterministic_id=True, fix_metadata_version=False)
    except pikepdf.PasswordError:
        raise Refused("pdf-locked") from None
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, OSError, RecursionError, MemoryError):
        raise Refused("pdf-broken") from None
    return {"kind": "document", "pages": count}, out.getvalue()


def _clean(pdf: Pdf) -> None:
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for found in pdf.objects:
        _scrub(found)
    _scrub(pdf.trailer)


def _scrub(start: Object) -> None:
    """One object and everything written inside it; what it points to comes by itself."""
    waiting = [start]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Stream):
            _scrub_stream(found)
        if isinstance(found, Dictionary | Stream):
            waiting.extend(_inside(_kept_in_dictionary(found)))
        elif isinstance(found, Array):
            waiting.extend(_inside(_kept_in_array(found)))


def _kept_in_dictionary(found: Any) -> list[Any]:
    for key in list(found.keys()):
        if key in GONE or _acts(found[key]):
            del found[key]
    return [found[key] for key in found.keys()]  # noqa: SIM118  a PDF dictionary yields its keys only so


def _kept_in_array(found: Any) -> list[Any]:
    for place in range(len(found) - 1, -1, -1):
        if _acts(found[place]):
            del found[place]
    return list(found)


def _inside(parts: list[Any]) -> Iterator[Object]:
    return (part for part in parts if isinstance(part, Dictionary | Array) and not part.is_indirect)


def _acts(part: Any) -> bool:
    """An action that does more than turn a page, a link to anywhere but the web, or a thing that plays or holds a file."""
    if not isinstance(part, Dictionary):
        return False
    does, is_a = part.get("/S"), part.get("/Subtype")
    if isinstance(does, Name) and str(does) == "/URI":
        return not str(part.get("/URI", "")).strip().lower().startswith(LINKS)
    if isinstance(does, Name) and str(does) in ACTIONS:
        return True
    return isinstance(is_a, Name) and str(is_a) in ANNOTATIONS


def _scrub_stream(stream: Stream) -> None:
    """Contents must lie inside the document; a photograph must not say where it was taken."""
    for key in ("/F", "/FFilter", "/FDecodeParms"):
        if key in stream:
            del stream[key]
    if stream.get("/Filter") in (Name.DCTDecode, Array([Name.DCTDecode])):
        photo = stream.read_raw_bytes()
        bare = without_words(photo)
        if bare != photo:
            parms: Any = stream.get("/DecodeParms")
            stream.write(bare, filter=Name.DCTDecode, decode_parms=parms)


def without_words(photo: bytes) -> bytes:
    """A JPEG without what the camera wrote beside the pixels; as it came if it is built otherwise."""
    if not photo.startswith(JPEG_START):
        return photo
    kept, place = [JPEG_START], 2
    while place + 4 <= len(photo) and photo[place] == 0xFF:
        marker = photo[place + 1]
        if marker == JPEG_SCAN:
            return b"".join(kept) + photo[place:]
        end = place + 2 + int.from_bytes(photo[place + 2 : place + 4], "big")
        if marker not in JPEG_WORDS:
            kept.append(photo[place:end])
        place = end
    return photo
