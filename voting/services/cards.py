"""Venue cards: made in batches, each taken once by one browser, stopped together."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle
from voting.errors import BadCount, CardRefused
from voting.identity import CARD_LENGTH, CARD_LETTERS, card_code
from voting.models import CARDS_AT_ONCE, Card, CardBatch, WrongCard
from voting.services.voters import keyed

WRONG_SPAN, WRONG_LIMIT = timedelta(minutes=10), 200  # wrong codes of one network that are counted one by one
KEPT = timedelta(days=1)


def make_cards(cycle: Cycle, *, label: str, count: int, by: User, at: datetime) -> tuple[CardBatch, list[str]]:
    """A batch and its codes, which nothing can tell again: the caller prints them now. Raises BadCount."""
    if not 1 <= count <= CARDS_AT_ONCE:
        raise BadCount(_("カードは、一度に1枚から%(most)d枚まで作れます。") % {"most": CARDS_AT_ONCE})
    codes = [_new_code() for _number in range(count)]
    with transaction.atomic():
        batch = CardBatch.objects.create(cycle=cycle, label=label, count=count, made_by=by, created_at=at)
        Card.objects.bulk_create(Card(batch=batch, code_hash=keyed("card", code)) for code in codes)
        record_decision(by, "voting.make_cards", batch, at=at, count=count)
    return batch, codes


def take_card(cycle: Cycle, *, code: str, browser: str, network: str, at: datetime) -> str:
    """Spend a card and return what identifies its holder; again from the same browser the same. Raises CardRefused.

    A right card is taken however many wrong ones its network sent: nobody in a hall can lock out the others, and 80
    bits are not guessed. Wrong ones are written down, up to a limit.
    """
    try:
        written = card_code(code)
    except ValueError as error:
        raise CardRefused(_("カードの番号は、英数字16文字です。カードを見て、もう一度入れてください。")) from error
    with transaction.atomic():
        cards = Card.objects.select_for_update(of=("self",)).select_related("batch")
        card = cards.filter(code_hash=keyed("card", written)).first()
        if card is not None:
            if card.batch.cycle_id != cycle.pk:
                raise CardRefused(_("このカードは、ほかの年度のものです。会場の受付に声をかけてください。"))
            _take(card, keyed("browser", browser), at)
            return written
    raise CardRefused(_wrong(network, at))


def close_cards(batch: CardBatch, *, by: User, at: datetime) -> CardBatch:
    """Cards of this batch that were not used can no longer be; voters they made stay. Again changes nothing."""
    with transaction.atomic():
        locked = CardBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.closed_at is None:
            locked.closed_at = at
            locked.save(update_fields=["closed_at"])
            record_decision(by, "voting.close_cards", locked, at=at)
    return locked


def forget_card_traces(*, at: datetime) -> int:
    """Forget wrong codes, and which browser took a card, after a day; how many rows."""
    browsers = Card.objects.filter(taken_at__lt=at - KEPT).exclude(browser="").update(browser="")
    return browsers + WrongCard.objects.filter(tried_at__lt=at - KEPT).delete()[0]


def _new_code() -> str:
    return "".join(secrets.choice(CARD_LETTERS) for _letter in range(CARD_LENGTH))


def _take(card: Card, browser: str, at: datetime) -> None:
    if card.taken_at is None:
        if card.batch.closed_at is not None:
            raise CardRefused(_("このカードは使えなくなりました。会場の受付に声をかけてください。"))
        card.browser, card.taken_at = browser, at
        card.save(update_fields=["browser", "taken_at"])
    elif card.browser != browser:
        raise CardRefused(_("このカードは、もう使われています。1枚のカードは、1つの端末で一度だけ使えます。"))


def _wrong(network: str, at: datetime) -> str:
    """Write a wrong code down, unless this network has sent many."""
    kept = keyed("network", network)
    if WrongCard.objects.filter(network=kept, tried_at__gt=at - WRONG_SPAN).count() >= WRONG_LIMIT:
        return _("ちがう番号が続いています。カードを見て入れ直すか、会場の受付に声をかけてください。")
    WrongCard.objects.create(network=kept, tried_at=at)
    return _("この番号のカードはありません。カードを見て、もう一度入れてください。")
