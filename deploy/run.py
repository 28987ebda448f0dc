"""`make run`: the whole site with one command, until Ctrl-C or SIGTERM."""

import os
import signal
import sys
import time
from types import FrameType

from deploy.doctor import check_port
from deploy.refusals import speaking
from deploy.running import alone, host_and_port
from deploy.site import ROOT, Site, fell

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
BANNER = """
  {url}   チャレンジ!!オープンガバナンス
{roles}
  止めるには Ctrl-C。記録は {var}/log にあります。
  Stop with Ctrl-C. Logs are in {var}/log.
"""
ROLES = """
  リハーサルです。画面のいちばん下の帯から、事務局・自治体の職員・応募者・審査員・視聴者のだれにでもワンクリックでなれて、
  次の段階へ時計を進められます。届いたメール（ログインのコードも）は {url}dev/mail/ で読めます。
  This is a rehearsal: the bar at the foot of every page enters as any role with one click and moves the clock to the
  next stage. Mails, login codes too, can be read at {url}dev/mail/.
"""
ENTER = """
  {url}accounts/login/ からメールのコードで入ります。EMAIL_URL が無ければ、メールは {url}dev/mail/ で読めます。
  Enter at {url}accounts/login/ by a code sent by mail; without EMAIL_URL, mails can be read at {url}dev/mail/.
"""


class Ended(Exception):
    """Someone asked for the end."""


def main() -> int:
    for number in ENDINGS:
        signal.signal(number, _end)
    host, port = host_and_port()
    site = Site(host=host, port=check_port(port, host))
    try:
        with alone(site.var, site.url):
            try:
                _serve(site)
            finally:
                for number in ENDINGS:
                    signal.signal(number, signal.SIG_IGN)
                site.stop()
    except Ended:
        print("止めました。 / Stopped.", flush=True)
        return 0
    return 0


def _serve(site: Site) -> None:
    """Prepare, start, say where it is, and watch until the end."""
    site.prepare()
    print("web・worker・beat を始めています / starting web, worker and beat", flush=True)
    site.start()
    site.wait()
    rehearsal = os.environ.get("REHEARSAL", "1").lower() in ("1", "true", "yes", "on", "")
    roles = (ROLES if rehearsal else ENTER).format(url=site.url)
    print(BANNER.format(url=site.url, roles=roles, var=site.var), flush=True)
    while not (child := site.fallen()):
        time.sleep(0.5)
    raise fell(child)


def _end(number: int, frame: FrameType | None) -> None:
    print("\n止めています… / stopping…", flush=True)
    raise Ended


if __name__ == "__main__":
    sys.exit(speaking(main, place=ROOT))
