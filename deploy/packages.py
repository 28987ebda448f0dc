"""What tests and checks need from the system: a browser, a Japanese font, gettext. Standard library only."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from deploy.refusals import BadStart

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser() -> str | None:
    """The Chromium of this machine: CHROMIUM if given, else the system's, else one that Playwright fetched."""
    if given := os.environ.get("CHROMIUM"):
        return given if Path(given).exists() else None
    if found := next((path for name in BROWSERS if (path := shutil.which(name))), None):
        return found
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return next((str(path) for path in sorted(cache.glob("chromium-*/chrome-linux*/chrome"))), None)


def _has_japanese_font() -> bool:
    """Without fontconfig nobody can say; with it, some font has the letters."""
    if not shutil.which("fc-list"):
        return False
    found = subprocess.run(["fc-list", ":lang=ja", "family"], capture_output=True, text=True, check=False)
    return bool(found.stdout.strip())


def _has_gettext() -> bool:
    return all(shutil.which(name) for name in ("xgettext", "msgmerge", "msgfmt"))


NEEDS: dict[str, tuple[Callable[[], object], tuple[str, ...]]] = {
    "chromium": (browser, ("chromium",)),
    "japanese-font": (_has_japanese_font, ("fonts-noto-cjk", "fontconfig")),
    "gettext": (_has_gettext, ("gettext",)),
}


def ensure(*needs: str) -> None:
    """Have these, by apt-get where that is permitted; else a sentence that says what to install."""
    missing = [package for need in needs for package in NEEDS[need][1] if not NEEDS[need][0]()]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise _say(missing)
    print(f"システムの部品を入れます / installing from the system's packages: {' '.join(missing)}", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
        if subprocess.run(["apt-get", "-q", *command], env=env, stdin=subprocess.DEVNULL, check=False).returncode:
            raise _say(missing)
    if any(not NEEDS[need][0]() for need in needs):
        raise _say(missing)


def _say(missing: list[str]) -> BadStart:
    names = " ".join(missing)
    return BadStart(
        f"この機械に足りないものがあります。sudo apt-get install {names} を実行してから、もう一度始めてください。",
        f"This machine lacks something: run sudo apt-get install {names} (or your system's like) and start again.",
    )
