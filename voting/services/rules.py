"""The rules in words: written by the office, published once with their fingerprint, then frozen."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle
from voting import wording
from voting.errors import RulesRefused
from voting.models import Rules, VoidRule


def write_rules(cycle: Cycle, *, text_ja: str, text_en: str, appeal_days: int) -> Rules:
    """The year's rules as they are to read; until they are published. Raises RulesRefused."""
    with transaction.atomic():
        Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
        rules = Rules.objects.filter(cycle=cycle).first() or Rules(cycle=cycle)
        if rules.published_at is not None:
            raise RulesRefused(_("決まりは公開ずみなので、変えられません。"))
        rules.text_ja, rules.text_en, rules.appeal_days = text_ja, text_en, appeal_days
        rules.save()
    return rules


def publish_rules(rules: Rules, *, by: User, at: datetime) -> Rules:
    """Show the rules to the world with their fingerprint; from then on nobody changes them. Again changes nothing.

    Raises RulesRefused while a rule for voids, or the days to appeal, are missing in either language.
    """
    with transaction.atomic():
        Cycle.objects.select_for_update(no_key=True).get(pk=rules.cycle_id)
        rules = Rules.objects.select_related("cycle").get(pk=rules.pk)
        if rules.published_at is None:
            for language, text in (("ja", rules.text_ja), ("en", rules.text_en)):
                _refuse_incomplete(text, language, rules.appeal_days)
            rules.digest, rules.published_by, rules.published_at = wording.digest_of(rules), by, at
            rules.save(update_fields=["digest", "published_by", "published_at"])
            record_decision(by, "voting.publish_rules", rules, at=at, digest=rules.digest)
    return rules


def _refuse_incomplete(text: str, language: str, days: int) -> None:
    with override(language):
        wanted = [str(rule.label) for rule in VoidRule]
    missing = [words for words in [*wanted, str(days)] if words not in text]
    if missing:
        sentence = _("決まりに次のことばがありません：%(words)s")
        raise RulesRefused(sentence % {"words": _("、").join(missing)})


def require_rules(cycle: Cycle) -> None:
    """No poll without its rules in public. Raises RulesRefused."""
    if not Rules.objects.filter(cycle=cycle, published_at__isnull=False).exists():
        raise RulesRefused(_("投票の決まりを公開するまで、オンライン投票は用意できません。"))
