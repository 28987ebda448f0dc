"""The seal and the files by command: as the task and the pages do it, in sentences, and twice without harm."""

import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from common import clock
from tests.factories import voting as make
from voting import services, tasks
from voting.models import Ballot, Seal

pytestmark = pytest.mark.django_db
ROUTES = {
    "seal.json": "seal", "log.jsonl": "log", "voids.jsonl": "voids", "superseded.txt": "superseded", "result.json": "result_json",
}  # fmt: skip


def say(capsys, command, *arguments) -> str:
    call_command(command, *map(str, arguments))
    return capsys.readouterr().out


def test_the_command_seals_what_the_clock_closed_and_nothing_else(capsys):
    closed, still_open = make.poll(), make.poll(tier="poster")
    make.ballot(make.voter(closed))
    make.close(closed)
    said = say(capsys, "seal_polls")
    seal = Seal.objects.get()
    assert (seal.poll, seal.counted) == (closed, 1)
    assert said == f"{closed.slug}: 封印しました。数える票 1、えらび直された票 0、封印の値 {seal.root}\n"
    assert "ありません" in say(capsys, "seal_polls")
    assert "もう封印されています" in say(capsys, "seal_polls", closed.slug)
    assert list(Seal.objects.all()) == [seal]
    still_open.refresh_from_db()
    assert still_open.sealed_at is None


def test_button_task_and_command_make_the_same_seal(capsys):
    poll = make.poll()
    make.ballot(make.voter(poll))
    make.close(poll)
    by_button = services.seal_poll(poll, at=clock.now())
    assert tasks.seal_closed_polls() == 0
    assert by_button.root in say(capsys, "seal_polls", poll.slug)
    assert Seal.objects.get() == by_button


@pytest.mark.parametrize(("slug", "words"), [("cog2026-finalist", "しめきりの前に"), ("nothing", "「nothing」")])
def test_what_cannot_be_sealed_is_refused_in_words(slug, words):
    make.poll()
    with pytest.raises(CommandError, match=words):
        call_command("seal_polls", slug)
    assert not Seal.objects.exists()


@pytest.mark.parametrize("ballots", [6, 55])
def test_the_exported_files_are_the_downloads_and_can_be_recounted(ballots, tmp_path, capsys):
    poll = make.sealed(ballots=ballots)
    services.publish_poll(poll, at=clock.now())
    folder = tmp_path / "new" / "folder"
    assert str(folder / "verify.py") in say(capsys, "export_poll", poll.slug, folder)
    written = {path.name: path.read_bytes() for path in folder.iterdir()}
    for name, route in ROUTES.items():
        assert written[name].strip() == Client().get(reverse(f"voting:{route}", args=[poll.slug])).getvalue().strip()
    done = subprocess.run(
        [sys.executable, "-I", folder / "verify.py", folder], capture_output=True, text=True, check=True
    )
    assert f"OK  {ballots} ballots" in done.stdout
    say(capsys, "export_poll", poll.slug, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == written


def test_before_the_publication_only_the_seal_is_exported(tmp_path, capsys):
    poll = make.sealed()
    assert "封印だけです" in say(capsys, "export_poll", poll.slug, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["seal.json"]
    assert Ballot.objects.first().choices[0] in (tmp_path / "seal.json").read_text()  # an option, as on the paper


@pytest.mark.parametrize("case", ["open", "unknown", "no folder"])
def test_what_cannot_be_exported_is_refused_in_words(case, tmp_path):
    poll = make.sealed() if case == "no folder" else make.poll()
    folder = tmp_path / "file"
    if case == "no folder":
        folder.write_text("")
    words = {"open": "封印の前に", "unknown": "「nothing」", "no folder": "file"}[case]
    with pytest.raises(CommandError, match=words):
        call_command("export_poll", "nothing" if case == "unknown" else poll.slug, str(folder))
