"""The officer's desk after writing: look, confirm, hand in, keep the receipt, or throw the draft away."""

import pytest

from contest.models import Stage
from municipalities.models import Challenge, DataResource
from municipalities.services import save_challenge
from notifications.models import OutboxMail
from tests.factories import contest
from tests.factories.municipalities import challenge, empty_challenge, remark
from tests.municipalities.pages import OPEN, at, edit, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("summer")]
Status = Challenge.Status
CLOSES = contest.windows(2026)[Stage.Kind.CHALLENGES][1]


# --- preview, confirmation, receipt ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["preview", "confirm", "receipt"])
@pytest.mark.parametrize("rows", [1, 3])
def test_pages_have_a_fixed_number_of_queries(client, clerk, page, rows, django_assert_num_queries):
    kept = challenge(Status.RETURNED, by=clerk)
    for order in range(1, rows):
        DataResource.objects.create(challenge=kept, title="人口", note="窓口", order=order)
        remark(kept, "contact")
    with django_assert_num_queries({"preview": 11, "confirm": 12, "receipt": 14}[page]):
        assert client.get(at(kept, page)).status_code == 200


@pytest.mark.parametrize("page", ["preview", "confirm"])
def test_whole_text_is_shown(client, clerk, page):
    kept = challenge(by=clerk, title_en="How to flee", summary_en="In short")
    shown = text(client.get(at(kept, page)))
    for words in (kept.title, *kept.answers.values(), "避難路の幅", kept.contact_email, "How to flee", "In short"):
        assert words in shown


def test_confirmation_leads_to_every_missing_field(client, clerk):
    kept = empty_challenge(clerk)
    shown = text(client.get(at(kept, "confirm")))
    assert "応募する前に、7か所を直してください" in shown
    assert f"{edit(kept, 'data')}?check=1#id_data" in shown
    assert 'id="id_data"' in text(client.get(edit(kept, "data"), {"check": 1}))


def test_handing_in_gives_a_receipt_and_mails_it(client, clerk):
    kept = challenge(by=clerk)
    seen = client.get(at(kept, "confirm")).context["seen"]
    for _ in range(2):
        response = client.post(at(kept, "confirm"), {"seen": seen})
        assert response.url == at(kept, "receipt")
    assert "COG2026-C-0001" in text(client.get(response.url))
    assert OutboxMail.objects.filter(kind="municipalities/receipt").count() == 1


def test_handing_in_something_unfinished_is_refused_on_the_page(client, clerk):
    kept = empty_challenge(clerk)
    response = client.post(at(kept, "confirm"))
    assert response.status_code == 200
    assert "直すところが7か所あります。まだ応募していません。" in text(response)
    assert Challenge.objects.get().status == Status.DRAFT


def test_handing_in_what_was_not_read_is_refused(client, clerk):
    kept = challenge(by=clerk)
    seen = client.get(at(kept, "confirm")).context["seen"]
    save_challenge(kept, fields={"title": "となりのタブの題"}, by=clerk.user, at=OPEN)
    response = client.post(at(kept, "confirm"), {"seen": seen})
    assert "別の画面で内容が変わりました。" in text(response)
    assert "となりのタブの題" in text(response)
    assert Challenge.objects.get().status == Status.DRAFT


def test_handing_in_after_the_deadline_is_explained(client, clerk, clock_at):
    kept = challenge(by=clerk)
    clock_at(CLOSES)
    for response in (client.get(at(kept, "confirm")), client.post(at(kept, "confirm"))):
        assert response.status_code == 403
        assert "応募していない下書きは、消えずに残っています。" in text(response)
    assert Challenge.objects.get().status == Status.DRAFT


def test_confirmation_of_one_handed_in_leads_to_its_receipt(client, clerk):
    kept = challenge(Status.ACCEPTED, by=clerk)
    assert client.get(at(kept, "confirm")).url == at(kept, "receipt")


def test_draft_has_no_receipt(client, clerk):
    assert client.get(at(challenge(by=clerk), "receipt")).status_code == 404


@pytest.mark.parametrize(
    ("status", "words"),
    [(Status.SUBMITTED, "応募しました"), (Status.RETURNED, "差戻し"), (Status.ACCEPTED, "受理されました")],
)
def test_receipt_says_what_became_of_it(client, clerk, status, words):
    kept = challenge(status, by=clerk)
    shown = text(client.get(at(kept, "receipt")))
    assert (words in shown, kept.number in shown) == (True, True)


# --- throwing a draft away ------------------------------------------------------------------------------------------------


def test_a_draft_is_thrown_away_after_being_asked(client, clerk):
    kept = challenge(by=clerk)
    assert at(kept, "discard") in text(client.get(at(kept, "preview")))
    assert at(kept, "discard") in text(client.get(edit(kept)))
    assert "もどせません" in text(client.get(at(kept, "discard")))
    assert Challenge.objects.count() == 1
    assert f"下書き「{kept}」を消しました。" in text(client.post(at(kept, "discard"), follow=True))
    assert not Challenge.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_one_handed_in_stays(client, clerk, method):
    kept = challenge(Status.SUBMITTED, by=clerk)
    response = getattr(client, method)(at(kept, "discard"))
    assert response.status_code == 403
    assert "消せません" in text(response)
    assert Challenge.objects.get().number == kept.number
    assert at(kept, "discard") not in text(client.get(at(kept, "preview")))
