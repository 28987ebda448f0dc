"""The English catalogue: `update` renews and compiles it, `check` lists what is not translated yet.

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
    """Collect the words and compile the catalogue."""
    collect(root)
    _msgfmt(root / CATALOGUE, root / CATALOGUE.with_suffix(".mo"))


def collect(root: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    django.setup()
    (root / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
    call_command(
        "makemessages", locale=["en"], ignore_patterns=ELSEWHERE, no_obsolete=True, add_location="file", verbosity=0
    )  # fmt: skip


def check(root: Path) -> list[str]:
    """Sentences about the catalogue: words that are missing, empty or fuzzy, and a .mo older than its .po."""
    kept = (root / CATALOGUE).read_bytes() if (root / CATALOGUE).exists() else None
    try:
        collect(root)
        found = [f"not translated: {word}" for word in untranslated((root / CATALOGUE).read_text(encoding="utf-8"))]
        return found or _compiled(root)
    finally:
        if kept is not None:
            (root / CATALOGUE).write_bytes(kept)


def _compiled(root: Path) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "django.mo"
        _msgfmt(root / CATALOGUE, fresh)
        made = root / CATALOGUE.with_suffix(".mo")
        if made.exists() and made.read_bytes() == fresh.read_bytes():
            return []
    return [f"{CATALOGUE.with_suffix('.mo')} is older than its .po: make messages"]


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
