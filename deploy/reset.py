"""`make reset`: throw away this folder's sample database, files and mails; the next start loads the samples afresh."""

import os
import sys

from deploy.refusals import BadStart, speaking
from deploy.running import PASSING, check_alone, clear, var_folder
from deploy.site import ROOT

KEPT_DATA = ("db.sqlite3*", "media", "mail", "cache", "log")


def main() -> int:
    if "DATABASE_URL" in os.environ:
        raise BadStart(
            "make reset は var/ の見本だけを消します。DATABASE_URL のデータベースはそのままです。指定を外してください。",
            "make reset only removes the samples in var/, never the database of DATABASE_URL: leave it out.",
        )
    var = var_folder(ROOT)
    check_alone(var)
    clear(var, (*KEPT_DATA, *PASSING))
    print("見本を消しました。make run で新しく始まります。 / Samples removed; make run starts afresh.")
    return 0


if __name__ == "__main__":
    sys.exit(speaking(main, place=ROOT))
