"""`python3 deploy/bootstrap.py COMMAND`: from a plain Python to a running command. Written to parse on an old Python."""

import sys
from pathlib import Path

OLDEST = (3, 11)
TOO_OLD = """Python 3.11 以上が必要です（この python3 は {version} です）。例: make run PYTHON=python3.13
Python 3.11 or newer is needed (this one is {version}). For example: make run PYTHON=python3.13
"""


def main():  # type: ignore[no-untyped-def]  # an old Python reads this
    if sys.version_info[:2] < OLDEST:
        sys.stderr.write(TOO_OLD.format(version="{}.{}.{}".format(*sys.version_info[:3])))
        return 1
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    from deploy import commands  # noqa: PLC0415  # only a Python that is new enough may read it

    return commands.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
