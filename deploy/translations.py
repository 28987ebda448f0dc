"""The catalogues: `update` renews the English one and compiles both, `check` lists what is not translated yet.

The words in code and templates are Japanese; locale/en must hold every one of them. The .po is kept in git and the .mo
too, so that `make run` needs no gettext.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
from django.core.management import call_command

from deploy.packages import ensure
from deploy.refusals import BadStart, speaking

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
EASY = Path("locale/ja_Easy/LC_MESSAGES/django.po")  # やさしい日本語 of the vote's pages, kept by hand (voting/easy.py)
ELSEWHERE = [".venv", "var", "tests", "benchmarks", "deploy", "static"]
ENTRY = re.compile(r"(?P<flags>(?:^#.*\n)*)(?P<body>(?:^(?:msg|\").*\n?)+)", re.MULTILINE)


def main() -> int:
    ensure("gettext")
    os.chdir(ROOT)
    if sys.argv[1] == "update":
        update(ROOT)
        return 0
    missing = check(ROOT)
    print("\n".join(missing))
    return 1 if missing else 0


def update(root: Path) -> None:
    """Collect the words and compile the catalogues."""
    collect(root)
    for path in _kept(root):
        _msgfmt(path, path.with_suffix(".mo"))


def collect(root: Path) -> None:
    """Bring the .po up to date with the words in code and templates; nothing in it depends on the day."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    django.setup()
    path = root / CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    call_command(
        "makemessages", locale=["en"], ignore_patterns=ELSEWHERE, no_obsolete=True, add_location="file", verbosity=0
    )
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith('"POT-Creation-Date')), encoding="utf-8")


def check(root: Path) -> list[str]:
    """Sentences about the catalogue: words that are missing, empty or fuzzy, and a .mo older than its .po."""
    path = root / CATALOGUE
    if not path.exists():
        return [f"{CATALOGUE} is missing: make messages"]
    kept = path.read_bytes()
    try:
        collect(root)
        fresh = path.read_text(encoding="utf-8")
    finally:
        path.write_bytes(kept)
    found = [f"not translated: {word}" for word in untranslated(fresh)]
    return found or [said for kept_path in _kept(root) for said in _compiled(kept_path)]


def _kept(root: Path) -> list[Path]:
    return [root / path for path in (CATALOGUE, EASY) if (root / path).exists()]


def _compiled(path: Path) -> list[str]:
    """Whether the compiled catalogue is the one its source gives."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "django.mo"
        _msgfmt(path, fresh)
        made = path.with_suffix(".mo")
        if made.exists() and made.read_bytes() == fresh.read_bytes():
            return []
    return [f"{made} is older than {path}: make messages"]


def untranslated(catalogue: str) -> Iterator[str]:
    """The msgids of a catalogue whose translation is missing or only guessed."""
    for entry in ENTRY.finditer(catalogue):
        parts = _parts(entry["body"])
        words = parts.get("msgid", "")
        translations = [text for name, text in parts.items() if name.startswith("msgstr")]
        if words and ("fuzzy" in entry["flags"] or not all(translations)):
            yield words


def _parts(body: str) -> dict[str, str]:
    """`{"msgid": …, "msgstr[0]": …}` of one entry, continued lines joined."""
    parts: dict[str, str] = {}
    name = ""
    for line in body.splitlines():
        if line.startswith("msg"):
            name, _, line = line.partition(" ")
        parts[name] = parts.get(name, "") + line.strip().strip('"')
    return parts


def _msgfmt(source: Path, target: Path) -> None:
    if not shutil.which("msgfmt"):
        raise BadStart("gettext を入れてください。", "Install gettext.")
    done = subprocess.run(
        ["msgfmt", "--check", "-o", str(target), str(source)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BadStart(f"訳の目録に誤りがあります。{done.stderr}", f"The catalogue has mistakes: {done.stderr}")


if __name__ == "__main__":
    sys.exit(speaking(main, place=ROOT))
