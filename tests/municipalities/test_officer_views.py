"""The pages of a municipality's officers, and accepting an invitation, over HTTP."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from municipalities.models import Officer, OfficerInvitation
from municipalities.services import cancel_invitation
from notifications.models import OutboxMail
from tests.factories import contest
from tests.factories.accounts import person
from tests.factories.municipalities import challenge, officer, officer_invitation, participant
from tests.municipalities.pages import OPEN, errors, text
from tests.support.rows import every_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("summer")]
TYPED = {"email": "kohai@city.example", "department": "防災課"}
INVITING = ["officer_invite", "officer_hand_over"]


def of(clerk, page="officers"):
    return reverse(f"municipalities:{page}", args=[clerk.participant.pk])


def button(invitation, act):
    return reverse(f"municipalities:officer_invitation_{act}", args=[invitation.pk])


def link(invitation):
    mail = OutboxMail.objects.get(dedupe_key=f"officer-invitation:{invitation.pk}")
    return re.search(r"/me/serve/[\w-]+/", mail.body)[0]


# --- my municipality's officers ---------------------------------------------------------------------------------------


def test_the_page_says_who_serves_since_when(client, clerk):
    colleague = officer(clerk.participant, department="防災課")
    officer(clerk.participant, until=OPEN, department="もういない課")
    stopped = officer(clerk.participant, person(is_active=False))
    page = text(client.get(of(clerk)))
    assert f"{clerk.participant}の担当者" in page
    for words in (colleague.user.full_name, "防災課", colleague.user.email, "2025年7月17日（木）から"):
        assert words in page
    assert "もういない課" not in page
    assert stopped.user.email not in page


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_asks_a_fixed_number_of_queries(client, clerk, n, django_assert_num_queries):
    for number in range(n):
        colleague = officer(clerk.participant)
        officer_invitation(colleague, f"a{number}@city.example", hands_over=colleague)
    with django_assert_num_queries(8):
        client.get(of(clerk))


@pytest.mark.parametrize("page", ["officers", *INVITING, "officer_leave"])
def test_another_municipalitys_pages_do_not_exist(client, clerk, page):
    assert client.get(of(officer(), page)).status_code == 404


def test_inviting_mails_and_lists_the_invitation(client, clerk):
    page = text(client.post(of(clerk, "officer_invite"), TYPED, follow=True))
    assert "kohai@city.example に招待のメールを送ります。" in page
    assert "2026年7月31日（金）00:00まで使えます" in page
    invitation = OfficerInvitation.objects.get()
    assert (invitation.email, invitation.department, invitation.hands_over) == (*TYPED.values(), None)


@pytest.mark.parametrize("page", INVITING)
@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"email": ""}, {"email": ["メールアドレスを書いてください。"]}),
        ({"email": "kohai"}, {"email": ["メールアドレスの形になっていません。例：hanako@example.jp"]}),
        ({"department": ""}, {"department": ["部署を書いてください。"]}),
        ({"email": "a@else.example"}, "この自治体のメールのドメイン（city.example）ではありません。"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_mailed(client, clerk, page, fields, says):
    clerk.participant.email_domains = "city.example"
    clerk.participant.save()
    before = every_row()
    shown = client.post(of(clerk, page), {**TYPED, **fields})
    assert errors(shown) == says if isinstance(says, dict) else says in str(errors(shown))
    assert shown.context["form"]["department"].value() == {**TYPED, **fields}["department"]
    assert every_row() == before


def test_handing_over_says_what_will_move(client, clerk):
    challenge(by=clerk, title="雪の朝")
    challenge("submitted", by=officer(clerk.participant, department="防災課"), title="ほかの人の課題")
    shown = client.get(of(clerk, "officer_hand_over"))
    assert ("雪の朝" in text(shown), "ほかの人の課題" in text(shown)) == (True, False)
    assert shown.context["form"].initial == {"department": "企画課"}
    page = text(client.post(of(clerk, "officer_hand_over"), TYPED, follow=True))
    assert "後任の人が引き受けるまでは、あなたが担当です。" in page
    assert f"{clerk.user}さんの後任" in page
    assert OfficerInvitation.objects.get().hands_over == clerk


def test_invitations_are_sent_again_and_taken_back(client, clerk, clock_at):
    old = officer_invitation(officer(clerk.participant))
    clock_at(OPEN + timedelta(days=15))
    assert "14日が過ぎて、使えなくなりました" in text(client.get(of(clerk)))
    assert "前のリンクは使えなくなりました。" in text(client.post(button(old, "resend"), follow=True))
    new = OfficerInvitation.objects.exclude(pk=old.pk).get()
    assert (new.email, new.invited_by) == (old.email, clerk.user)
    assert "もう使われたか、取り消されています" in text(client.post(button(old, "resend"), follow=True))
    assert "への招待を取り消しました。" in text(client.post(button(new, "cancel"), follow=True))
    assert not OfficerInvitation.objects.waiting().exists()


@pytest.mark.parametrize("act", ["cancel", "resend"])
def test_another_municipalitys_invitations_do_not_exist(client, clerk, act):
    theirs = officer_invitation(officer())
    before = every_row()
    assert client.post(button(theirs, act)).status_code == 404
    assert client.get(button(theirs, act)).status_code == 405
    assert every_row() == before


def test_leaving_warns_the_last_officer(client, clerk):
    challenge(by=clerk, title="雪の朝")
    officer_invitation(clerk)
    officer(clerk.participant, person(is_active=False))
    page = text(client.get(of(clerk, "officer_leave")))
    for words in ("ただ一人の担当者です", "雪の朝", "次の担当者が続きを書けます", "kohai@city.example"):
        assert words in page
    officer(clerk.participant)
    page = text(client.get(of(clerk, "officer_leave")))
    assert ("ただ一人の担当者です" in page, "ほかの担当者が続きを書けます" in page) == (False, True)
    assert "の担当をやめました。" in text(client.post(of(clerk, "officer_leave"), follow=True))
    clerk.refresh_from_db()
    assert clerk.until is not None
    assert client.get(of(clerk)).status_code == 404


# --- accepting --------------------------------------------------------------------------------------------------------


@pytest.fixture
def invitation():
    contest.cycle()
    return officer_invitation(officer(participant()))


def as_invited(client, invitation, **fields):
    user = person(email=invitation.email, **fields)
    client.force_login(user)
    return user


def test_the_link_leads_to_login_and_back(client, invitation):
    shown = client.get(link(invitation))
    assert f"/accounts/login/?next={link(invitation)}" in text(shown)
    assert f"/accounts/signup/?next={link(invitation)}" in text(shown)
    assert "k…@city.example" in text(shown)
    assert invitation.email not in text(shown)
    assert shown["Cache-Control"] == "private, no-store"
    assert client.post(link(invitation)).status_code == 200
    assert Officer.objects.count() == 1


def test_accepting_leads_to_the_officers(client, invitation):
    user = as_invited(client, invitation)
    assert "二段階認証が要ります" in text(client.get(link(invitation)))
    page = client.post(link(invitation), follow=True)
    assert "の担当者になりました。" in text(page)
    assert Officer.objects.get(user=user).participant == invitation.participant


def test_somebody_who_just_accepted_is_led_to_set_up_a_second_factor(client, invitation):
    as_invited(client, invitation, second_factor=False)
    page = client.post(link(invitation), follow=True)
    assert page.redirect_chain[-1] == ("/accounts/second-factor/", 302)
    assert "先に進むには、もう一つの鍵が要ります" in text(page)


def test_a_forwarded_link_says_whose_it_is_and_what_to_do(client, invitation):
    client.force_login(person(email="tomodachi@city.example"))
    before = every_row()
    for shown in (client.get(link(invitation)), client.post(link(invitation))):
        assert shown.status_code == 403
        assert "別のアドレス（k…@city.example）の人に送られたものです。" in text(shown)
        assert "あなたのアドレスに招待してもらってください。" in text(shown)
        assert reverse("account_email") in text(shown)
        assert "担当者になる</button>" not in text(shown)
    assert every_row() == before


def test_changing_to_the_invited_address_opens_the_link(client, invitation):
    user = person(email="old@people.example")
    client.force_login(user)
    assert client.post(link(invitation)).status_code == 403
    user.email = invitation.email  # as allauth does once the code that was mailed there has been typed
    user.save()
    assert client.post(link(invitation)).status_code == 302


def test_taking_over_says_what_will_move(client):
    clerk = officer()
    challenge(by=clerk)
    invitation = officer_invitation(clerk, hands_over=clerk)
    user = as_invited(client, invitation)
    shown = text(client.get(link(invitation)))
    assert f"引き受けると、{clerk.user}さんの担当が終わります。" in shown
    assert "公開前の課題1件の下書きと連絡先が、あなたに移ります。" in shown
    client.post(link(invitation))
    assert list(clerk.participant.officers.filter(until=None).values_list("user", flat=True)) == [user.pk]


def _use(client, invitation, clock_at):
    as_invited(client, invitation)
    client.post(link(invitation))


def _cancel(client, invitation, clock_at):
    cancel_invitation(invitation, by=invitation.invited_by, at=OPEN)


@pytest.mark.parametrize(
    ("end", "says"),
    [
        (_use, "この招待はもう使われました。"),
        (_cancel, "この招待は取り消されました。"),
        (lambda client, invitation, clock_at: clock_at(OPEN + timedelta(days=14)), "この招待は期限が切れました。"),
    ],
)
def test_a_link_that_is_over_says_so(client, invitation, clock_at, end, says):
    end(client, invitation, clock_at)
    before = every_row()
    for shown in (client.get(link(invitation)), client.post(link(invitation))):
        assert (shown.status_code, says in text(shown)) == (404, True)
    assert every_row() == before


def test_a_link_nobody_mailed(client):
    shown = client.get(reverse("municipalities:serve", args=["guessed"]))
    assert (shown.status_code, "この招待は見つかりません。" in text(shown)) == (404, True)


@pytest.mark.parametrize(
    ("prepare", "says"),
    [
        (lambda row: person(email=row.email, family_name="", given_name=""), "氏名を登録する"),
        (lambda row: officer(row.participant, person(email=row.email)).user, "もうこの自治体の担当です。"),
    ],
)
def test_what_stands_in_the_way_is_said_before_the_button(client, invitation, prepare, says):
    client.force_login(prepare(invitation))
    shown = client.get(link(invitation))
    assert (shown.status_code, says in text(shown)) == (403, True)


def test_a_domain_that_was_taken_from_the_list_is_said(client, invitation):
    as_invited(client, invitation)
    invitation.participant.email_domains = "else.example"
    invitation.participant.save()
    shown = client.post(link(invitation))
    assert (shown.status_code, "ドメイン（else.example）ではありません" in text(shown)) == (403, True)
    assert Officer.objects.count() == 1
