"""`make lock`: renew the hash-locked requirements with uv, in an environment that is thrown away."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from deploy.refusals import BadStart, speaking

ROOT = Path(__file__).resolve().parents[1]
# Extras stay in the lock: an older pip takes an unlocked `name[extra]` for another package, of the newest release.
OPTIONS = [
    "--universal",
    "--generate-hashes",
    "--no-strip-extras",
    "--python-version=3.11",
    "--upgrade",
    "--no-header",
    "--quiet",
]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        bin_folder = Path(folder) / "bin"
        _run([str(bin_folder / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"])
        for source in ("requirements.in", "requirements-dev.in"):
            target = Path(source).with_suffix(".txt").name
            _run([str(bin_folder / "uv"), "pip", "compile", *OPTIONS, source, "-o", target])
            print(f"{target} を新しくしました / renewed")
    return 0


def _run(command: list[str]) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise BadStart("部品の版を固定できませんでした。", "The requirements could not be locked; see above.")


if __name__ == "__main__":
    sys.exit(speaking(main, place=ROOT))
