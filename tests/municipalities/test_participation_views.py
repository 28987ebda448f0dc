"""The officer's pages about taking part, and the secretariat's."""

import pytest
from django.urls import reverse

from municipalities.models import Challenge, Participation
from municipalities.services import apply_to_take_part
from tests.factories import contest
from tests.factories.accounts import staff
from tests.factories.municipalities import challenge, government, officer, participant
from tests.municipalities.pages import OPEN, text
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
LIST = reverse("municipalities:participations")


def new(entry) -> str:
    return reverse("municipalities:participation_new", args=[entry.pk])


def end(part) -> str:
    return reverse("municipalities:participation_withdraw", args=[part.pk])


def apply(clerk) -> Participation:
    return apply_to_take_part(clerk.participant, cycle=contest.cycle(), by=clerk.user, at=OPEN)


def test_list_leads_through_applying_withdrawing_and_coming_back(client, clerk, summer):
    assert "まだ申し込んでいません" in text(client.get(LIST))
    shown = text(client.post(new(clerk.participant), follow=True))
    assert "COG2026に参加しています" in shown
    assert "参加を申し込みました。" in shown
    part = Participation.objects.get()
    shown = text(client.post(end(part), {"reason": "人手が足りません。"}, follow=True))
    assert "理由：人手が足りません。" in shown
    assert "もう一度申し込む" in shown
    client.post(new(clerk.participant))
    assert Participation.objects.standing().get() == part


def test_outside_step1_the_pages_say_when(client, clerk, clock_at):
    clock_at(contest.instant("ideas"))
    before = every_row()
    assert "いまは課題を募集していません" in text(client.get(new(clerk.participant)))
    assert "いまは課題を募集していません" in text(client.post(new(clerk.participant)))
    assert every_row() == before
    assert client.get(LIST).status_code == 200


def test_partners_are_found_added_taken_out_and_kept_while_searching(client, clerk, summer):
    mine = clerk.participant.lead
    south, north = (
        government(name="森町", kana="もりまち", prefecture=prefecture) for prefecture in ("静岡県", "北海道")
    )
    government(name="森町", kana="もりまち", prefecture="愛媛県", valid_to="2004-11-01")
    shown = text(client.get(new(clerk.participant), {"q": "もりまち"}))
    assert (f'href="?with={south.code}"' in shown, f'href="?with={north.code}"' in shown) == (True, True)
    assert "愛媛県" not in shown
    shown = text(client.get(new(clerk.participant), {"q": "もりまち", "with": [south.code]}))
    assert f'<input type="hidden" name="with" value="{south.code}">' in shown
    assert f'href="?with={south.code}&with={north.code}"' in shown
    assert 'href="?">外す' in shown
    assert "この連合で申し込む" in shown
    client.post(new(clerk.participant), {"with": [south.code]})
    union = Participation.objects.get().participant
    assert [member.government for member in union.members.all()] == [mine, south]
    assert "代表：" in text(client.get(LIST))


def test_a_refused_union_is_said_and_keeps_the_rest(client, clerk, summer):
    good, gone = government(), government(valid_to="2026-04-01")
    before = every_row()
    for codes, words in (
        ([good.code, gone.code], "に廃止されました。いまの自治体をえらんでください。"),
        ([good.code, "011003"], "011003 は正しい全国地方公共団体コードではありません。"),
        ([good.code, good.code], "が二度入っています。"),
    ):
        shown = text(client.post(new(clerk.participant), {"with": codes}))
        assert words in shown
        assert f'value="{good.code}"' in shown
    assert every_row() == before


def test_withdrawing_says_what_holds_it_and_asks_for_a_reason(client, clerk, summer):
    part = apply(clerk)
    assert "やめる理由を書いてください。" in text(client.post(end(part), {"reason": " "}))
    kept = challenge(Challenge.Status.SUBMITTED, by=clerk)
    before = every_row()
    assert f"応募した課題（{kept.number}）があるので、やめられません。" in text(client.get(end(part)))
    assert "人手が足りません。" in text(client.post(end(part), {"reason": "人手が足りません。"}))
    assert every_row() == before


def test_to_others_they_do_not_exist(client, clerk, summer):
    other = officer()
    part = apply(other)
    for address in (new(other.participant), end(part)):
        assert client.get(address).status_code == client.post(address, {"reason": "x"}).status_code == 404
    assert Participation.objects.standing().count() == 1


@pytest.mark.parametrize("n", [1, 3])
def test_pages_ask_a_fixed_number_of_queries(client, clerk, summer, n, django_assert_num_queries):
    for _ in range(n):
        apply(officer(participant(government(), government(name="森町")), clerk.user))
        government(name="森町")
    with django_assert_num_queries(9):
        client.get(LIST)
    with django_assert_num_queries(13):
        client.get(new(clerk.participant), {"q": "森", "with": [row.code for row in [government()] * n]})


# --- the secretariat ----------------------------------------------------------------------------------------------------


ADD = reverse("admin:municipalities_participation_add")


def office_page(name: str, part: Participation) -> str:
    return reverse(f"admin:municipalities_participation_{name}", args=[part.pk])


@pytest.fixture
def secretariat(client, clock_at):
    clock_at(contest.instant("ideas"))
    client.force_login(staff())
    return client


def test_the_secretariat_adds_withdraws_and_lets_back_in(secretariat):
    entry, cycle = participant(), contest.cycle()
    secretariat.post(ADD, {"participant": entry.pk, "cycle": cycle.pk})
    part = Participation.objects.standing().get()
    assert part.applied_by.is_staff
    assert "参加をやめる" in text(secretariat.get(office_page("change", part)))
    assert "やめる理由を書いてください。" in text(secretariat.post(office_page("withdraw", part), {"reason": ""}))
    secretariat.post(office_page("withdraw", part), {"reason": "電話で連絡がありました。"})
    assert not Participation.objects.standing().exists()
    assert secretariat.get(office_page("apply", part)).status_code == 405
    secretariat.post(office_page("apply", part))
    assert Participation.objects.standing().get() == part


def test_adding_one_that_withdrew_lets_it_back_in(secretariat):
    part = apply(officer())
    Participation.objects.update(withdrawn_at=OPEN)
    secretariat.post(ADD, {"participant": part.participant_id, "cycle": part.cycle_id})
    assert Participation.objects.standing().get() == part


def test_an_abolished_body_is_refused_by_the_field(secretariat):
    entry, cycle = participant(government(valid_to="2026-04-01")), contest.cycle()
    answer = secretariat.post(ADD, {"participant": entry.pk, "cycle": cycle.pk})
    assert "廃止されました" in str(answer.context["adminform"].form.errors["participant"])
    assert not Participation.objects.exists()


def test_what_holds_an_entry_holds_it_for_the_secretariat_too(secretariat):
    kept = challenge(Challenge.Status.ACCEPTED)
    part = kept.participant.participations.create(cycle=kept.cycle)
    shown = text(secretariat.post(office_page("withdraw", part), {"reason": "x"}))
    assert "公開された課題" in shown
    assert Participation.objects.standing().count() == 1


def test_an_abolished_body_joins_no_entry_but_stays_where_it_is(secretariat):
    gone = government(valid_to="2026-04-01")
    address = reverse("admin:municipalities_participant_add")
    typed = {"number": 950, "members-TOTAL_FORMS": 1, "members-INITIAL_FORMS": 0, "members-0-order": 0}
    assert "廃止されました" in text(secretariat.post(address, {**typed, "members-0-government": gone.pk}))
    entry = participant(gone)
    member = entry.members.get()
    change = reverse("admin:municipalities_participant_change", args=[entry.pk])
    rows = {"members-INITIAL_FORMS": 1, "members-0-id": member.pk, "members-0-participant": entry.pk}
    said = {**typed, **rows, "members-0-government": gone.pk, "number": entry.number, "email_domains": "city.example"}
    assert secretariat.post(change, said).status_code == 302
