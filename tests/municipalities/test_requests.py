"""Asking to write for a municipality: the fact, the mail, and for each refusal that nothing changed."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from contest.models import Stage
from municipalities.models import AskedAlready, Officer, OfficerRefused, OfficerRequest, Participant
from municipalities.services import approve_request, ask_for_office, decline_request
from notifications.models import OutboxMail
from tests.factories import contest
from tests.factories.accounts import person, staff
from tests.factories.municipalities import government, officer, officer_request, participant
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
OPEN = contest.instant(Stage.Kind.CHALLENGES)
LATE = OPEN + timedelta(days=1)


def ask(user, town, **given):
    return ask_for_office(user, town, **{"department": "企画課", "message": "内線 12 です。", "at": OPEN, **given})


def approve(asked, by=None, **given):
    given = {"participant": None, "adds_domain": False, "email": asked.user.email, "at": OPEN, **given}
    return approve_request(asked, by=by or staff(), **given)


def mails():
    return list(OutboxMail.objects.order_by("pk").values_list("kind", "to"))


# --- asking -----------------------------------------------------------------------------------------------------------


def test_asking_waits_and_says_by_when():
    user, town = person(), government()
    asked = ask(user, town)
    assert (asked.state, asked.has_known_domain, asked.asked_at) == ("waiting", False, OPEN)
    mail = OutboxMail.objects.get()
    assert (mail.user, mail.kind) == (user, "municipalities/office_asked")
    assert town.full_name in mail.subject
    assert "2026年7月24日（金）までに返事をします。" in mail.body


@pytest.mark.parametrize(("email", "is_known"), [("a@city.example", True), ("a@else.example", False)])
def test_a_listed_domain_is_marked(email, is_known):
    town = government()
    participant(town, government(), email_domains="city.example")
    assert ask(person(email=email), town).has_known_domain is is_known


def test_an_entry_without_a_list_knows_nobody():
    town = government()
    participant(town)
    assert ask(person(), town).has_known_domain is False


def test_known_domains_stand_first_then_the_oldest_and_what_is_decided_last():
    moments = [OPEN + timedelta(hours=n) for n in range(4)]
    old, new = (officer_request(asked_at=moment) for moment in moments[:2])
    known = officer_request(asked_at=moments[2], has_known_domain=True)
    done = officer_request(state="declined", decided_at=OPEN, has_known_domain=True, asked_at=moments[3])
    assert list(OfficerRequest.objects.for_queue()) == [known, old, new, done]


def _serving(user):
    return officer(participant(town := government()), user=user) and town


def _waiting(user):
    return officer_request(user).government


def _abolished(user):
    return government(valid_to=OPEN.date())


def _not_yet(user):
    return government(valid_from=OPEN.date() + timedelta(days=1))


def _fourth(user):
    for _ in range(3):
        officer_request(user)
    return government()


@pytest.mark.parametrize(
    ("where", "refusal", "words"),
    [
        (_serving, OfficerRefused, "もう 見本県 .* の担当です"),
        (_waiting, AskedAlready, "もう申し込んでいます（2026年7月17日（金）00:00）"),
        (_abolished, OfficerRefused, "2026年7月17日（金）に廃止されました"),
        (_not_yet, OfficerRefused, "2026年7月18日（土）にできる自治体です"),
        (_fourth, OfficerRefused, "申込みが3件あります"),
    ],
)
def test_asking_is_refused(where, refusal, words):
    user = person()
    town = where(user)
    before = every_row()
    with pytest.raises(refusal, match=words.replace("（", r"[（]")):
        ask(user, town)
    assert every_row() == before


def test_one_may_ask_again_after_a_no_and_after_serving():
    user, town = person(), government()
    officer_request(user, town, state="declined", decided_at=OPEN)
    officer(participant(town), user=user, until=OPEN)
    assert ask(user, town).state == "waiting"


@pytest.mark.parametrize(("days", "is_late"), [(7, False), (8, True)])
def test_the_day_of_the_answer_is_still_in_time(days, is_late):
    assert officer_request(asked_at=OPEN).is_late_at(OPEN + timedelta(days=days)) is is_late


def test_what_is_decided_is_never_late():
    assert not officer_request(state="approved", decided_at=OPEN).is_late_at(OPEN + timedelta(days=30))


# --- approving --------------------------------------------------------------------------------------------------------


def test_approving_appoints_records_and_tells():
    entry, by = participant(town := government()), staff()
    asked = officer_request(of=town, department="防災課")
    approve(asked, by)
    asked.refresh_from_db()
    serving = Officer.objects.get()
    assert (asked.state, asked.decided_by, asked.decided_at) == ("approved", by, OPEN)
    assert (serving.user, serving.participant, serving.department) == (asked.user, entry, "防災課")
    assert mails() == [("municipalities/office_approved", asked.user.email)]
    entry_of_audit = AuditEntry.objects.get(action="officer_request.approve")
    assert (entry_of_audit.actor, entry_of_audit.detail) == (by, {"user": asked.user_id, "participant": entry.number})


def test_approving_twice_is_approving_once():
    asked, by = officer_request(), staff()
    approve(asked, by)
    before = every_row()
    assert approve(asked, by, at=LATE).state == "approved"
    assert every_row() == before


def test_a_government_without_an_entry_gets_the_next_number():
    participant(number=63)
    participant(number=901, is_sample=True)
    approve(officer_request(of=government()))
    approve(officer_request(of=government(is_sample=True)))
    made = Participant.objects.filter(number__in=[64, 902]).order_by("number")
    assert [(entry.number, entry.is_sample, entry.email_domains) for entry in made] == [
        (64, False, ""),
        (902, True, ""),
    ]
    assert AuditEntry.objects.filter(action="participant.add").count() == 2


def test_the_first_entries_of_all():
    approve(officer_request(of=government()))
    approve(officer_request(of=government(is_sample=True)))
    assert sorted(Participant.objects.values_list("number", flat=True)) == [1, 901]


def test_its_own_entry_goes_before_a_union():
    town = government()
    union, own = participant(town, government(), number=5), participant(town, number=9)
    approve(officer_request(of=town))
    approve(officer_request(of=town), participant=union)
    assert list(Officer.objects.order_by("pk").values_list("participant", flat=True)) == [own.pk, union.pk]


def test_its_domain_joins_the_list():
    entry = participant(town := government(), email_domains="city.example")
    approve(officer_request(person(email="a@school.city.example"), town), adds_domain=True)
    entry.refresh_from_db()
    assert entry.email_domains == "city.example school.city.example"
    assert AuditEntry.objects.get(action="participant.list_domain").detail == {"domain": "school.city.example"}
    approve(officer_request(person(email="b@city.example"), town), adds_domain=True)
    assert AuditEntry.objects.filter(action="participant.list_domain").count() == 1


def _foreign(asked):
    participant(asked.government, email_domains="city.example")
    return {}


def _anybodys(asked):
    asked.user.email = "someone@gmail.com"
    asked.user.save()
    return {"adds_domain": True}


def _moved(asked):
    return {"email": "old@people.example"}


def _stopped(asked):
    asked.user.is_active = False
    asked.user.save()
    return {}


def _merged(asked):
    asked.government.valid_to = OPEN.date()
    asked.government.save()
    return {}


def _declined(asked):
    decline_request(asked, reason="同姓の別人でした。", by=staff(), at=OPEN)
    return {}


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (_foreign, "ドメイン（city.example）ではありません"),
        (_anybodys, "だれでも使えるメールのドメイン"),
        (_moved, "アドレスが .* に変わりました"),
        (_stopped, "アカウントは止められています"),
        (_merged, "廃止されました"),
        (_declined, "もう断った申込みです"),
    ],
)
def test_approving_is_refused(before, words):
    asked, by = officer_request(), staff()
    given = before(asked)
    there = every_row()
    with pytest.raises(OfficerRefused, match=words.replace("（", r"[（]")):
        approve(asked, by, **given)
    assert every_row() == there


# --- declining --------------------------------------------------------------------------------------------------------


def test_declining_says_why():
    asked, by = officer_request(), staff()
    decline_request(asked, reason=" 職場のアドレスで申し込んでください。 ", by=by, at=OPEN)
    asked.refresh_from_db()
    assert (asked.state, asked.reason, asked.decided_by) == ("declined", "職場のアドレスで申し込んでください。", by)
    assert mails() == [("municipalities/office_declined", asked.user.email)]
    assert "職場のアドレスで" in OutboxMail.objects.get().body
    assert AuditEntry.objects.get().detail["reason"] == asked.reason
    before = every_row()
    decline_request(asked, reason="べつの理由", by=by, at=LATE)
    assert every_row() == before


@pytest.mark.parametrize(
    ("state", "reason", "words"), [("approved", "x", "もう認めた"), ("waiting", " ", "理由を書いて")]
)
def test_declining_is_refused(state, reason, words):
    asked, by = officer_request(state=state, decided_at=OPEN), staff()
    before = every_row()
    with pytest.raises(OfficerRefused, match=words):
        decline_request(asked, reason=reason, by=by, at=OPEN)
    assert every_row() == before
