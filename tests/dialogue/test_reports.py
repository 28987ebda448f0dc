"""Reports, hiding, letting stand, restoring; and the secretariat's queue."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from dialogue.models import DialogueRefused, Facilitation, Post, PostReport
from dialogue.services.questions import withdraw_post
from dialogue.services.reports import hide_post, let_post_stand, report_post, restore_post
from notifications.models import OutboxMail
from tests.factories.accounts import person, staff
from tests.factories.dialogue import AUTUMN, challenge, facilitation, post, question
from tests.factories.municipalities import officer
from tests.municipalities.pages import text
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
QUEUE = reverse("admin:dialogue_post_changelist")


@pytest.fixture
def office(client):
    client.force_login(staff())
    return client


def page(kept, name="change"):
    return reverse(f"admin:dialogue_post_{name}", args=[kept.pk])


def reported(kept=None):
    kept = kept or post(question())
    report_post(kept, kind="spam", text="店の宣伝です", by=person(), at=AUTUMN)
    return kept


def test_a_person_reports_a_post_once():
    kept, by = post(question()), person()
    first = report_post(kept, kind="abuse", text=" ひどい言葉 ", by=by, at=AUTUMN)
    before = every_row()
    assert report_post(kept, kind="spam", text="また", by=by, at=AUTUMN) == first
    assert every_row() == before
    assert (first.kind, first.text) == ("abuse", "ひどい言葉")
    assert list(Post.objects.reported()) == [kept]


def test_what_cannot_be_reported():
    own, hidden, gone = (post(question()) for _ in range(3))
    hide_post(hidden, reason="宣伝です。", by=staff(), at=AUTUMN)
    withdraw_post(gone, by=gone.written_by, at=AUTUMN)
    by = person()
    before = every_row()
    for kept, who, words, said in (
        (own, own.written_by, "", "あなたの書きこみ"),
        (own, by, "あ" * 501, "500字以内"),
        (hidden, by, "", "もう公開されていません"),
        (gone, by, "", "もう公開されていません"),
    ):
        with pytest.raises(DialogueRefused, match=said):
            report_post(kept, kind="spam", text=words, by=who, at=AUTUMN)
    assert every_row() == before


def test_one_taken_back_needs_no_look():
    kept = reported()
    withdraw_post(kept, by=kept.written_by, at=AUTUMN)
    assert not Post.objects.reported().exists()


def test_hiding_settles_the_reports_and_tells_the_writer_why():
    kept, clerk = reported(), staff()
    for _time in range(2):
        done = hide_post(kept, reason=" 宣伝です。 ", by=clerk, at=AUTUMN)
    assert (done.hidden_by, done.hidden_reason) == (clerk, "宣伝です。")
    assert PostReport.objects.get().settled_by == clerk
    assert AuditEntry.objects.get().action == "post.hide"
    mail = OutboxMail.objects.get(kind="dialogue/post_hidden")
    assert (mail.user, "宣伝です。" in mail.body, kept.text in mail.body) == (kept.written_by, True, True)


@pytest.mark.parametrize("reason", ["", "  ", "あ" * 301])
def test_hiding_without_a_reason_is_refused(reason):
    kept, clerk = reported(), staff()
    before = every_row()
    with pytest.raises(DialogueRefused, match="300字以内"):
        hide_post(kept, reason=reason, by=clerk, at=AUTUMN)
    assert every_row() == before


def test_letting_stand_and_restoring():
    kept, clerk = reported(), staff()
    for _time in range(2):
        let_post_stand(kept, by=clerk, at=AUTUMN)
    assert not Post.objects.reported().exists()
    hide_post(kept, reason="宣伝です。", by=clerk, at=AUTUMN)
    for _time in range(2):
        restore_post(kept, by=clerk, at=AUTUMN)
    assert list(Post.objects.public(AUTUMN).filter(pk=kept.pk)) == [kept]
    actions = [entry.action for entry in AuditEntry.objects.order_by("pk")]
    assert actions == ["post.let_stand", "post.hide", "post.restore"]
    assert OutboxMail.objects.filter(kind="dialogue/post_restored").get().user == kept.written_by


# --- the office -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 3])
def test_queue_has_a_fixed_number_of_queries(office, n, django_assert_num_queries):
    thread = question()
    for _ in range(n):
        reported(post(thread))
    with django_assert_num_queries(8):
        assert len(office.get(QUEUE + "?reports=waiting").context["cl"].result_list) == n


def test_the_queue_shows_reported_ones_first_and_next_tasks_lead_there(office):
    kept = reported()
    post(kept.thread)
    assert office.get(QUEUE).context["cl"].result_list[0] == kept
    assert "知らせのあった質問と書きこみを読んで" in text(office.get(reverse("admin:index")))
    shown = text(office.get(page(kept)))
    for words in (kept.text, "店の宣伝です", "公開をつづける", "かくす"):
        assert words in shown


def test_the_office_hides_with_a_reason_restores_and_lets_stand(office):
    kept = reported()
    assert "かくす理由を書いてください。" in text(office.post(page(kept, "hide"), {"reason": ""}))
    assert Post.objects.get(pk=kept.pk).hidden_at is None
    assert "かくしました。" in text(office.post(page(kept, "hide"), {"reason": "宣伝です。"}, follow=True))
    assert "また公開しました。" in text(office.post(page(kept, "restore"), follow=True))
    assert "公開をつづけます。" in text(office.post(page(kept, "stand"), follow=True))
    assert "質問をかくすと" in text(office.get(page(kept.thread.posts.first(), "hide")))


@pytest.mark.parametrize("who", [person, lambda: officer().user])
@pytest.mark.parametrize("name", ["hide", "stand", "restore"])
def test_only_the_secretariat_decides(client, who, name):
    kept = reported()
    client.force_login(who())
    before = every_row()
    assert client.post(page(kept, name), {"reason": "x"}).status_code == 302
    assert every_row() == before


def test_the_office_names_who_helps_and_takes_it_away_on_record(office):
    on, user = challenge(), person()
    form = {"challenge": on.pk, "user": user.pk, "kind": "mentor"}
    office.post(reverse("admin:dialogue_facilitation_add"), form)
    named = Facilitation.objects.get()
    assert (named.user, named.kind, named.named_by.is_staff) == (user, "mentor", True)
    assert "もうこの課題に決まっています" in text(office.post(reverse("admin:dialogue_facilitation_add"), form))
    office.post(reverse("admin:dialogue_facilitation_delete", args=[named.pk]), {"post": "yes"})
    assert not Facilitation.objects.exists()
    actions = [entry.action for entry in AuditEntry.objects.order_by("pk")]
    assert actions == ["facilitation.name", "facilitation.end"]


def test_a_facilitator_that_is_gone_leaves_marked_posts():
    thread = question()
    named = facilitation(thread.challenge)
    said = post(thread, by=named.user)
    named.delete()
    assert Post.objects.get(pk=said.pk).voice == "facilitator"
