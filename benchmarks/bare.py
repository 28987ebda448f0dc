"""Bare Django: what the framework itself costs on this machine. The yardstick, with nothing of ours in it."""

import os
from pathlib import Path

import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

CARDS, SHEET = 24, 40

settings.configure(
    SECRET_KEY="bare",  # noqa: S106  # guards nothing
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {**environ.Env().db_url_config(os.environ["BARE_DATABASE_URL"]), "CONN_MAX_AGE": None}},
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [Path(__file__).parent / "templates"],
        }
    ],
)


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def gallery(request: HttpRequest) -> HttpResponse:
    """24 cards of the table, one query, a small template."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, title, summary, team FROM bare_idea ORDER BY id LIMIT %s", [CARDS])
        names = [column[0] for column in cursor.description]
        ideas = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return render(request, "gallery.html", {"ideas": ideas})


def sheet(request: HttpRequest) -> HttpResponse:
    """A judge's sheet: 40 ideas with 5 criteria each, two queries, one form."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, title FROM bare_idea ORDER BY id LIMIT %s", [SHEET])
        ideas = [{"id": pk, "title": title, "scores": []} for pk, title in cursor.fetchall()]
        by_id = {idea["id"]: idea for idea in ideas}
        cursor.execute("SELECT idea, criterion, points FROM bare_score WHERE idea = ANY(%s)", [list(by_id)])
        for pk, criterion, points in cursor.fetchall():
            by_id[pk]["scores"].append({"criterion": criterion, "points": points})
    return render(request, "sheet.html", {"ideas": ideas})


def insert(request: HttpRequest) -> HttpResponse:
    """One ballot, one INSERT, flushed."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare_ballot (voter, choices) VALUES (%s, %s) RETURNING id", [1, "[1, 2, 3]"])
        (row,) = cursor.fetchone()
    return HttpResponse(str(row))


urlpatterns = [
    path("hello", hello), path("gallery", gallery), path("sheet", sheet), path("insert", insert),
]  # fmt: skip
application = get_wsgi_application()
