"""Codes by mail: what is sent, what is refused, what a right one makes of a browser."""

import re
from datetime import timedelta

import pytest

from common import clock
from notifications.models import OutboxMail
from tests.factories import voting as make
from voting import services
from voting.errors import BadAddress, CodeNotSent, CodeRefused
from voting.models import MailCode, Voter
from voting.services import codes

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def ask(cycle, address="hanako@example.jp", *, at, network="192.0.2.0/24"):
    return services.request_code(cycle, address=address, network=network, language="ja", at=at)


def verify(pending, *, code, at) -> dict[int, int]:
    """The voters of whoever the code proves."""
    cycle = MailCode.objects.get(pk=pending.code_id).cycle
    address = services.prove_code(pending, code=code, at=at)
    return services.admit_voter(cycle, method="email", identifier=address, at=at)


def code_in_mail() -> str:
    return re.search(r"\b\d{6}\b", OutboxMail.objects.order_by("-id").first().body)[0]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


@pytest.fixture
def cycle():
    return make.poll().cycle


def test_a_code_is_mailed_and_kept_only_as_a_hash(cycle):
    now = clock.now()
    pending = ask(cycle, " Ｈanako+cog@例え.jp ", at=now)
    mail, row = OutboxMail.objects.get(), MailCode.objects.get()
    assert (mail.to, mail.is_secret, mail.kind) == ("Hanako+cog@xn--r8jz45g.jp", True, "voting/code")
    code = code_in_mail()
    assert code in mail.subject
    kept = "".join(str(value) for value in MailCode.objects.values_list().get())
    assert "hanako" not in kept.lower()
    assert row.code_hash not in (code, "")
    assert row.expires_at == now + 10 * MINUTE
    assert pending.browser not in kept


def test_a_right_code_makes_a_voter_in_every_unsealed_poll(cycle):
    finalist, poster = cycle.polls.get(), make.poll(tier="poster", opens=timedelta(days=1), closes=timedelta(days=2))
    type(finalist).objects.filter(pk=make.poll(tier="semifinalist").pk).update(sealed_at=clock.now())
    now = clock.now()
    pending = ask(cycle, at=now)
    voters = verify(pending, code=code_in_mail(), at=now)
    assert set(voters) == {finalist.pk, poster.pk}
    assert Voter.objects.get(pk=voters[finalist.pk]).poll == finalist


def test_aliases_become_one_voter(cycle):
    now = clock.now()
    seen = []
    for address in ("taro.y@gmail.com", "TAROY+2@googlemail.com"):
        pending = ask(cycle, address, at=now)
        seen.append(verify(pending, code=code_in_mail(), at=now))
    assert seen[0] == seen[1]
    assert Voter.objects.count() == 1


@pytest.mark.parametrize(
    "address", ["", "hanako", "hanako@", "@example.jp", "hanako@example", "a b@example.jp", "a@b.jp\nBcc: c@d.jp"]
)
def test_a_bad_address_sends_nothing(cycle, address):
    with pytest.raises(BadAddress):
        ask(cycle, address, at=clock.now())
    assert not OutboxMail.objects.exists()
    assert not MailCode.objects.exists()


def test_five_wrong_codes_use_a_code_up(cycle):
    now = clock.now()
    pending = ask(cycle, at=now)
    right = code_in_mail()
    for left in (4, 3, 2, 1):
        with pytest.raises(CodeRefused, match=f"あと{left}回"):
            verify(pending, code=other_than(right), at=now)
    for _ in range(2):
        with pytest.raises(CodeRefused, match="もう一度コードを送って"):
            verify(pending, code=other_than(right), at=now)
    with pytest.raises(CodeRefused, match="まちがいが続いた"):
        verify(pending, code=right, at=now)
    assert not Voter.objects.exists()


def test_a_code_ends_after_ten_minutes(cycle):
    now = clock.now()
    pending = ask(cycle, at=now)
    with pytest.raises(CodeRefused, match="10分"):
        verify(pending, code=code_in_mail(), at=now + 10 * MINUTE)
    assert verify(pending, code=code_in_mail(), at=now + 10 * MINUTE - timedelta(seconds=1))


def test_a_code_is_used_once_but_forgives_a_double_click(cycle):
    now = clock.now()
    pending = ask(cycle, at=now)
    first = verify(pending, code=code_in_mail(), at=now)
    assert verify(pending, code=code_in_mail(), at=now + timedelta(seconds=2)) == first
    with pytest.raises(CodeRefused, match="もう使えません"):
        verify(pending, code=code_in_mail(), at=now + timedelta(seconds=10))


def test_a_code_works_only_in_the_browser_that_asked(cycle):
    now = clock.now()
    pending = ask(cycle, at=now)
    stranger = codes.Pending(pending.code_id, "another browser", pending.address)
    with pytest.raises(CodeRefused):
        verify(stranger, code=code_in_mail(), at=now)
    assert not Voter.objects.exists()


@pytest.mark.parametrize(("span", "mails"), [(MINUTE, 2), (60 * MINUTE, 5), (timedelta(days=1), 12)])
def test_one_mailbox_gets_only_so_many_codes(cycle, span, mails):
    now = clock.now()
    step = span / (mails + 1)
    for number in range(mails):
        ask(cycle, f"hanako+{number}@example.jp", at=now + number * step)
    with pytest.raises(CodeNotSent, match="たった今"):
        ask(cycle, at=now + mails * step)
    assert OutboxMail.objects.count() == mails
    ask(cycle, "taro@example.jp", at=now + mails * step)
    ask(cycle, at=now + span)


def test_everyone_together_has_a_budget(cycle, monkeypatch):
    monkeypatch.setattr(codes, "BUDGETS", [codes.Budget("", 10 * MINUTE, 3)])
    now = clock.now()
    for number in range(3):
        ask(cycle, f"person{number}@example.jp", at=now)
    with pytest.raises(CodeNotSent, match="こみあって"):
        ask(cycle, "late@example.jp", at=now)
    assert OutboxMail.objects.count() == 3


def test_a_network_has_a_budget_of_its_own(cycle, monkeypatch):
    monkeypatch.setattr(codes, "BUDGETS", [codes.Budget("network", 60 * MINUTE, 3)])
    now = clock.now()
    for number in range(3):
        ask(cycle, f"person{number}@example.jp", at=now)
    with pytest.raises(CodeNotSent):
        ask(cycle, "late@example.jp", at=now)
    ask(cycle, "elsewhere@example.jp", at=now, network="198.51.100.0/24")


def test_a_school_of_a_thousand_fits_the_budgets():
    roomy = [budget for budget in codes.BUDGETS if budget.field != "identity"]
    assert {budget.field for budget in roomy} == {"network", ""}
    assert min(budget.mails for budget in roomy) >= 3000


def test_codes_are_forgotten_after_a_day(cycle):
    now = clock.now()
    ask(cycle, at=now - timedelta(days=1, seconds=1))
    ask(cycle, "taro@example.jp", at=now)
    assert services.forget_codes(at=now) == 1
    assert services.forget_codes(at=now) == 0
    assert MailCode.objects.count() == 1
