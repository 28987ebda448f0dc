"""Reads a PDF the way its readers do: its words, its fonts, what it says of itself."""

from io import BytesIO

from pypdf import PageObject, PdfReader


def opened(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page as a search or a screen reader finds them."""
    return [page.extract_text() for page in opened(pdf).pages]


def words_of(pdf: bytes) -> str:
    """All words in one line, whatever line they were broken over."""
    return "".join("".join(pages_of(pdf)).split())


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """The fonts a file names, and whether each travels inside it."""
    found = {}
    for page in opened(pdf).pages:
        for font in _fonts_on(page):
            descendants = [row.get_object() for row in font.get("/DescendantFonts", [font])]
            described = [row["/FontDescriptor"].get_object() for row in descendants]
            found[str(font["/BaseFont"])] = all({"/FontFile", "/FontFile2", "/FontFile3"} & set(d) for d in described)
    return found


def _fonts_on(page: PageObject) -> list:
    fonts = page["/Resources"].get_object().get("/Font", {})
    return [font.get_object() for font in fonts.values()]


def links_of(pdf: bytes) -> set[str]:
    """Where its links lead."""
    notes = [note.get_object() for page in opened(pdf).pages for note in page.get("/Annots", [])]
    return {str(note["/A"]["/URI"]) for note in notes if "/A" in note}
