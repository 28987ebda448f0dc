"""Tables, workbooks and documents, good and bad."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pikepdf
from openpyxl import Workbook
from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.factories import ideas as make
from tests.files.pictures import with_place

ROADS = "区間,幅(m),段差(cm)\r\n港一丁目,4.5,2\r\n港二丁目,3.2,11\r\n高台,6,0\r\n"
SECRET = "COGSECRET"


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]], hidden: str = "", author: str = "") -> bytes:
    """A workbook of these sheets; one of them hidden."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
        for row in rows:
            sheet.append(list(row))
    book.properties.creator = author
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The archive with these parts beside or instead of its own."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, body in parts.items():
            new.writestr(name, body)
    return out.getvalue()


def simple_workbook() -> bytes:
    return workbook(("道", [["区間", "幅"], ["港一丁目", 4.5], ["高台", 6]]))


def macro_workbook() -> bytes:
    return repacked(simple_workbook(), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"\0" * 500})


def spreadsheet_bomb() -> bytes:
    """Some hundred kilobytes that would unpack to 300 megabytes."""
    return repacked(simple_workbook(), {"xl/worksheets/sheet1.xml": b" " * 300_000_000})


def entity_bomb() -> bytes:
    body = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><s>&b;</s>'
    return repacked(simple_workbook(), {"xl/sharedStrings.xml": body})


def document(pages: int = 1, **save: Any) -> bytes:
    """A PDF of empty pages."""
    pdf = Pdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(200, 200))
    out = BytesIO()
    pdf.save(out, **save)
    return out.getvalue()


def locked_document(**passwords: str) -> bytes:
    return document(encryption=pikepdf.Encryption(**{"owner": "a", "user": "", **passwords}))


def acting_document() -> bytes:
    """A PDF with one of everything that may not stay."""
    pdf = Pdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    script = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{SECRET}')"))
    launch = Dictionary(S=Name.Launch, F=String(f"{SECRET}.exe"))
    links = [
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
        for action in (
            script,
            launch,
            Dictionary(S=Name.URI, URI=String(f"javascript:{SECRET}")),
            Dictionary(S=Name.URI, URI=String("https://data.city.example/")),
            pdf.make_indirect(Dictionary(S=Name.GoToR, F=String(f"\\\\{SECRET}\\share"))),
        )
    ]
    attached = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9], Contents=String(SECRET))
    page.obj.Annots = pdf.make_indirect(Array([*links, pdf.make_indirect(attached)]))
    page.obj.AA = Dictionary(O=script)
    pdf.Root.OpenAction = pdf.make_indirect(script)
    pdf.Root.AA = Dictionary(WC=launch)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=[String("a"), script]))
    pdf.Root.AcroForm = Dictionary(Fields=[], XFA=pdf.make_stream(SECRET.encode()))
    pdf.attachments["secret.txt"] = SECRET.encode()
    photo = pdf.make_stream(with_place(), Type=Name.XObject, Subtype=Name.Image, Width=300, Height=200)
    photo.Filter, photo.ColorSpace, photo.BitsPerComponent = Name.DCTDecode, Name.DeviceRGB, 8
    page.obj.Resources = Dictionary(XObject=Dictionary(Photo=photo))
    with pdf.open_metadata() as words:
        words["dc:creator"] = [SECRET]
    pdf.docinfo["/Author"] = SECRET
    out = BytesIO()
    pdf.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def html() -> bytes:
    return b"<!DOCTYPE html><title>a,b</title><script>alert(1)</script>"


def polyglots() -> dict[str, bytes]:
    """Files that are two things at once, or claim to be what they are not."""
    picture, pdf, page = make.photo().getvalue(), document(), html()
    return {
        "a page before a PDF": page + pdf,
        "an archive before a PDF": simple_workbook() + pdf[:100],
        "a page that calls itself GIF": b"GIF89a/*" + page + b"*/=1;",
        "a program": b"MZ" + b"\0" * 500,
        "a script": b"#!/bin/sh\nrm -rf /\n",
        "a drawing": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "a picture cut short": picture[:2000],
        "JSON": b'[{"a": 1}, {"a": 2}]',
        "RTF": b"{\\rtf1 hello}",
        "an archive": _archive(),
        "a word document": _archive("word/document.xml"),
    }


def _archive(name: str = "a.txt") -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as files:
        files.writestr(name, "x" * 100)
    return out.getvalue()
