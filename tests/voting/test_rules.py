"""The rules in words: begun from a text, published once with their fingerprint, frozen, and asked for by every poll."""

import hashlib
import json

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from common import clock
from tests.factories import voting as make
from tests.factories.accounts import staff
from tests.factories.contest import cycle
from tests.voting.test_admin import act, office, page, text
from voting import services
from voting.errors import RulesRefused
from voting.models import Poll, Rules, VoidRule
from voting.wording import Block, Section, default_text, sections, whole

pytestmark = pytest.mark.django_db


def test_the_text_shipped_names_this_years_polls_and_every_rule():
    japanese, english = default_text(cycle(), "ja"), default_text(cycle(), "en")
    assert "2027年2月28日の最終公開審査" in japanese
    assert "28 February 2027" in english
    assert "・ファイナリスト：一人3つまでえらべます。賞は3位までです。" in japanese
    assert all(str(rule.label) in japanese for rule in VoidRule)
    assert "{" not in japanese + english


def test_rules_are_published_once_with_their_fingerprint():
    by, at = staff(), clock.now()
    rules = services.publish_rules(make.rules(), by=by, at=at)
    again = services.publish_rules(rules, by=staff(), at=clock.now())
    assert again.digest == rules.digest == hashlib.sha256(whole(rules).encode()).hexdigest()
    assert (again.published_by, again.published_at) == (by, at)
    assert list(AuditEntry.objects.values_list("actor", "action")) == [(by.pk, "voting.publish_rules")]


def test_published_rules_are_changed_by_nobody():
    make.ruled()
    before = list(Rules.objects.values())
    with pytest.raises(RulesRefused, match="公開ずみ"):
        services.write_rules(cycle(), text_ja="別の決まり", text_en="other", appeal_days=3)
    assert list(Rules.objects.values()) == before


@pytest.mark.parametrize(
    ("field", "lost", "named"),
    [
        ("text_ja", "機械が投票した", "機械が投票した"),
        ("text_en", "A machine voted", "A machine voted"),
        ("text_ja", "14", "14"),
    ],
)
def test_rules_that_leave_something_out_are_not_published(field, lost, named):
    rules = make.rules()
    setattr(rules, field, getattr(rules, field).replace(lost, "……"))
    rules.save()
    with pytest.raises(RulesRefused, match=named):
        services.publish_rules(rules, by=staff(), at=clock.now())
    assert not Rules.objects.filter(published_at__isnull=False).exists()
    assert not AuditEntry.objects.exists()


def test_no_poll_opens_without_published_rules():
    make.rules()
    tier, now = cycle().tiers.get(key="finalist"), clock.now()
    with pytest.raises(RulesRefused):
        services.open_poll(tier, ideas=[], opens_at=now, closes_at=now + make.HOUR, max_choices=3, at=now)
    assert not Poll.objects.exists()


def test_the_page_shows_the_rules_only_once_they_are_public():
    client = Client()
    rules = make.rules()
    assert "まだ公開していません" in text(client.get(reverse("voting:rules")))
    assert client.get(reverse("voting:rules_file")).status_code == 404
    rules = services.publish_rules(rules, by=staff(), at=clock.now())
    shown = text(client.get(reverse("voting:rules")))
    assert rules.digest in shown
    assert "<h2>だれが投票できますか</h2>" in shown
    assert "Who may vote" in text(client.get(reverse("voting:rules"), headers={"accept-language": "en"}))
    handed_out = client.get(reverse("voting:rules_file")).content
    assert hashlib.sha256(handed_out).hexdigest() == rules.digest


def test_the_seal_names_the_rules_the_poll_was_held_under():
    poll, rules = make.sealed(), Rules.objects.get()
    sealed = json.loads(Client().get(reverse("voting:seal", args=[poll.slug])).content)
    assert (sealed["rules"], sealed["prizes"]) == (rules.digest, 3)
    handed_out = Client().get(reverse("voting:poll_rules", args=[poll.slug])).content
    assert hashlib.sha256(handed_out).hexdigest() == rules.digest


def test_the_office_writes_and_publishes_from_the_text_shipped():
    client, year = office(), cycle()
    assert "だれが投票できますか" in text(client.get(page("rules", "add")))
    form = {"cycle": year.pk, "text_ja": default_text(year, "ja"), "text_en": "draft", "appeal_days": 14}
    assert client.post(page("rules", "add"), form).status_code == 302
    rules = Rules.objects.get()
    assert "決まりに次のことばがありません" in act(client, "rules", "publish", rules)
    form["text_en"] = default_text(year, "en")
    assert client.post(page("rules", "change", rules.pk), form).status_code == 302
    assert "決まりの値は" in act(client, "rules", "publish", rules)
    assert client.post(page("rules", "change", rules.pk), form).status_code == 403
    assert client.get(page("rules", "change", rules.pk)).status_code == 200


def test_a_text_is_taken_apart_by_its_headings():
    assert sections("はじめに\n■ 一\n・ア\n・イ\n文\n\n■ 二") == [
        Section("", (Block(False, ("はじめに",)),)),
        Section("一", (Block(True, ("ア", "イ")), Block(False, ("文",)))),
        Section("二", ()),
    ]
