"""All certificates of a cycle in one ZIP: asked for at the desk, made by a worker, which may be killed and starts again."""

import io
import logging
import zipfile
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from awards.models import Bundle, Certificate, CertificateRefused
from awards.printed import file_name, pdf_and_letters
from common import clock
from contest.models import Cycle
from files.stored import store

STEP = 25  # papers between two words on how far it is
CLAIM = timedelta(seconds=60)  # after a killed worker another begins anew
WHEN_ZIPPED = (2000, 1, 1, 0, 0, 0)  # the same papers give the same bytes
logger = logging.getLogger(__name__)


@transaction.atomic
def ask_for_bundle(cycle: Cycle, *, by: User, at: datetime) -> Bundle:
    """Have the standing certificates put into one ZIP, but for those whose person has left the site; while one is being made, that is the one."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    running = Bundle.objects.unfinished().filter(cycle=cycle).first()
    if running:
        return running
    total = Certificate.objects.filter(cycle=cycle).printable().count()
    if not total:
        raise CertificateRefused(_("賞状がまだありません。先に賞状をつくってください。"))
    record_decision(by, "awards.ask_for_bundle", cycle, at=at, total=total)
    return Bundle.objects.create(cycle=cycle, asked_by=by, asked_at=at, total=total)


def make_bundles(*, at: datetime) -> int:
    """Make what was asked for; how many were finished."""
    return sum(_make(bundle, at) for bundle in Bundle.objects.unfinished().select_related("cycle"))


def _make(bundle: Bundle, at: datetime) -> bool:
    """One worker at a time; a paper that cannot be set must not keep other bundles waiting."""
    free = Bundle.objects.unfinished().filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=at), pk=bundle.pk)
    if not free.update(claimed_until=at + CLAIM, done=0):
        return False
    try:
        return make_bundle(bundle, at=at)
    except Exception:
        logger.exception("no certificates for bundle %s", bundle.pk)
        return False


def make_bundle(bundle: Bundle, *, at: datetime) -> bool:
    """Set every standing certificate, say how far it is on the way, and keep the ZIP."""
    content, missing = io.BytesIO(), []
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for done, certificate in enumerate(_standing(bundle.cycle), 1):
            paper, letters = pdf_and_letters(certificate)
            archive.writestr(zipfile.ZipInfo(file_name(certificate) + ".pdf", WHEN_ZIPPED), paper)
            if letters:
                missing.append([certificate.number, letters])
            if done % STEP == 0:
                Bundle.objects.filter(pk=bundle.pk).update(done=done, claimed_until=clock.now() + CLAIM)
    name = store("certificates", content.getvalue(), "zip")
    total = Certificate.objects.filter(cycle=bundle.cycle).printable().count()
    made = {"file": name, "done": total, "total": total, "missing": missing, "finished_at": at}
    return bool(Bundle.objects.unfinished().filter(pk=bundle.pk).update(**made))


def _standing(cycle: Cycle) -> QuerySet[Certificate]:
    return Certificate.objects.filter(cycle=cycle).printable().for_paper()
