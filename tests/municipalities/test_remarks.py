"""What the secretariat asks of a challenge, as its officer meets it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contest.models import Stage
from municipalities.models import Challenge
from municipalities.services import accept_challenge, return_challenge, submit_challenge
from notifications.models import OutboxMail
from tests.factories import contest
from tests.factories.accounts import staff
from tests.factories.municipalities import challenge, remark
from tests.municipalities.pages import OPEN, at, edit, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("summer")]
Status = Challenge.Status
LATE = contest.instant(Stage.Kind.IDEAS)


def test_what_is_asked_of_a_page_stands_beside_it_until_it_is_settled(client, clerk):
    kept = challenge(Status.RETURNED, by=clerk)
    asked = remark(kept, "answer-who", "人数を足してください。\nいつの数かも。")
    remark(kept, "contact", "ずっと前の指摘", settled_at=OPEN)
    shown = text(client.get(edit(kept, "answer-who")))
    assert "このページで直してほしいこと" in shown
    assert "人数を足してください。<br>いつの数かも。" in shown
    for page in (edit(kept, "contact"), at(kept, "confirm"), at(kept, "receipt")):
        shown = text(client.get(page))
        assert f'<li><a href="{edit(kept, "answer-who")}">だれが、どのように困っていますか</a></li>' in shown
    other = text(client.get(edit(kept, "contact")))
    assert asked.text not in other
    assert "ずっと前の指摘" not in other


def test_one_never_sent_back_shows_no_remarks(client, clerk):
    kept = challenge(by=clerk)
    assert "直してほしいこと" not in text(client.get(edit(kept)))


# --- where it stands ------------------------------------------------------------------------------------------------------


def entries(response) -> list[tuple]:
    return [(entry["when"], entry["text"], entry.get("is_future", False)) for entry in response.context["entries"]]


def test_somebody_who_waits_sees_who_answers_and_by_when(client, clerk, clock_at):
    kept = challenge(Status.SUBMITTED, by=clerk, reviewer=staff(family_name="内部の", given_name="担当"))
    for page in (at(kept, "receipt"), reverse("municipalities:challenges"), reverse("pages:me")):
        shown = text(client.get(page))
        assert "事務局が内容を確認しています。2026年7月31日（金）までに、メールで返事をします。" in shown
        assert "内部の" not in shown
    assert entries(client.get(at(kept, "receipt"))) == [
        ("2026年7月17日（金）00:00", "応募しました", False),
        ("2026年7月31日（金）まで", "事務局が、メールで返事をします", True),
    ]
    clock_at(OPEN + timedelta(days=17))
    for page in (at(kept, "receipt"), reverse("municipalities:challenges"), reverse("pages:me")):
        assert "返事がおくれています。2026年7月31日（金）までの約束を、3日すぎました。" in text(client.get(page))
    assert entries(client.get(at(kept, "receipt")))[-1] == (
        "2026年7月31日（金）",
        "事務局の返事の約束の日でした。おくれています。",
        True,
    )


def test_every_step_with_its_date_and_what_was_asked_without_the_name_of_who_asked(client, clerk):
    kept, reader = challenge(Status.SUBMITTED, by=clerk), staff(family_name="内部の", given_name="担当")
    asked = {"sections": {"answer-who": "人数を。"}, "remarks": "短く。"}
    return_challenge(kept, by=reader, at=OPEN + timedelta(days=1), **asked)
    response = client.get(at(kept, "receipt"))
    assert entries(response)[1:] == [
        ("2026年7月18日（土）00:00", "事務局が差し戻しました", False),
        ("いま", "直して、もう一度応募するのを、事務局が待っています", True),
    ]
    submit_challenge(kept, by=clerk.user, at=OPEN + timedelta(days=2))
    accept_challenge(kept, by=reader, at=OPEN + timedelta(days=3))
    response = client.get(at(kept, "receipt"))
    assert entries(response)[2:] == [
        ("2026年7月19日（日）00:00", "もう一度応募しました", False),
        ("2026年7月20日（月）00:00", "事務局が受理しました", False),
        ("2026年9月1日（火）00:00", "ほかの課題といっしょに公開されます", True),
    ]
    shown = text(response)
    for words in ("短く。", "<dt>だれが、どのように困っていますか</dt><dd>人数を。</dd>"):
        assert words in shown
    assert "内部の" not in shown


@pytest.mark.parametrize(
    ("publishes", "last"),
    [
        (True, ("2026年9月1日（火）00:00", "公開されました", False)),
        (False, ("日時はまだ決まっていません", "ほかの課題といっしょに公開されます", True)),
    ],
)
def test_once_accepted_the_publication_comes_last(client, clerk, clock_at, publishes, last):
    kept = challenge(Status.ACCEPTED, by=clerk)
    if publishes:
        clock_at(LATE)
    else:
        kept.cycle.stages.update(publishes_at=None)
    assert entries(client.get(at(kept, "receipt")))[-1] == last


def test_the_mails_say_by_when_and_when_it_is_public():
    kept = challenge()
    submit_challenge(kept, by=kept.written_by, at=OPEN)
    assert "事務局は、2026年7月31日（金）までに返事をします。" in OutboxMail.objects.latest("pk").body
    accept_challenge(kept, by=staff(), at=OPEN)
    assert "2026年9月1日（火）00:00に公開されます。" in OutboxMail.objects.latest("pk").body


def test_the_mails_do_not_promise_what_is_over():
    kept = challenge(Status.RETURNED)
    submit_challenge(kept, by=kept.written_by, at=LATE)
    assert "受理された課題は、すぐに公開されます。" in OutboxMail.objects.latest("pk").body
    accept_challenge(kept, by=staff(), at=LATE)
    body = OutboxMail.objects.latest("pk").body
    assert "公開されました。" in body
    assert "に公開されます" not in body
