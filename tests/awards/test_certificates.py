"""Certificates: made once, renewed, revoked, printed, bundled; and what the world is told of one."""

import zipfile
from io import BytesIO

import pypdf
import pytest
from django.urls import reverse

from accounts.leaving import erase_person
from accounts.models import AuditEntry, User
from awards import services
from awards.models import Bundle, Certificate, CertificateRefused, Decision, Publication
from awards.printed import NAMED, certificate_data, certificate_pdf, unprintable
from awards.services.certificates import keep_papers_true
from ideas.models import Team
from tests.factories import awards, ideas
from tests.factories.accounts import person, staff
from tests.factories.municipalities import officer

pytestmark = pytest.mark.django_db


def rows():
    return list(
        Certificate.objects.order_by("pk").values_list("number", "name", "replaced_at", "revoked_at", "revoked_reason")
    )


@pytest.fixture
def published(evening):
    """The evening of a final, its awards public: (cycle, entries)."""
    cycle, entries = awards.proposed()
    services.agree_publication(cycle, by=staff(), at=evening)
    return cycle, entries


@pytest.fixture
def papers(published, evening):
    services.issue_certificates(published[0], by=staff(), at=evening)
    return list(Certificate.objects.for_paper().order_by("pk"))


def read(content: bytes) -> tuple[str, pypdf.PdfReader]:
    reader = pypdf.PdfReader(BytesIO(content))
    return "".join(page.extract_text() for page in reader.pages), reader


def fonts_on(reader: pypdf.PdfReader) -> list[pypdf.generic.DictionaryObject]:
    return [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]


def fonts_of(reader: pypdf.PdfReader) -> list[bool]:
    """Of every font in a PDF, whether its program is inside."""
    found = []
    for font in fonts_on(reader):
        inner = font.get("/DescendantFonts", [font])[0].get_object()
        descriptor = inner["/FontDescriptor"].get_object()
        found.append(any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")))
    return found


def test_team_and_municipality_of_every_award_get_one_in_both_languages_and_once(published, evening):
    cycle, _entries = published
    by = staff()
    assert services.issue_certificates(cycle, by=by, at=evening) == Decision.objects.count() * 4
    before = rows()
    assert services.issue_certificates(cycle, by=by, at=evening) == 0
    assert rows() == before


def test_before_a_proposal_none_are_made(evening):
    cycle, _entries = awards.final()
    before, by = AuditEntry.objects.count(), staff()
    with pytest.raises(CertificateRefused):
        services.issue_certificates(cycle, by=by, at=evening)
    assert (rows(), AuditEntry.objects.count()) == ([], before)


def test_a_paper_has_its_fonts_inside_its_text_to_copy_and_the_wareki_date(papers):
    text, reader = read(certificate_pdf(papers[0]))
    flat = "".join(text.split())
    for words in ("賞状", papers[0].name, "総合賞", "候補0", "令和九年二月二十八日", papers[0].number):
        assert "".join(words.split()) in flat
    assert (len(reader.pages), set(fonts_of(reader))) == (1, {True})
    assert {font["/BaseFont"].split("+")[1] for font in fonts_on(reader)} == {"NotoSerifJP-Regular-Identity-H"}
    assert certificate_pdf(papers[0]) == certificate_pdf(papers[0])


def test_an_english_paper_is_english(papers):
    paper = next(row for row in papers if row.language == "en")
    text = " ".join(read(certificate_pdf(paper))[0].split())
    assert "Certificate of Award" in text
    assert "28 February 2027" in text


@pytest.mark.parametrize("name", ["見" * 40, "髙﨑と𠮷野の会", "葛\U000e0100飾と邉\U000e0106の会"])
def test_long_and_rare_names_stay_on_one_page_and_a_team_of_thirty_is_named(name, papers):
    paper = papers[0]
    team = paper.idea.team
    Team.objects.filter(pk=team.pk).update(name=name)
    paper.name = name
    for number in range(NAMED):
        ideas.member(team, name_is_public=True, public_name=f"見本 太郎{number}")
    paper = Certificate.objects.for_paper().get(pk=paper.pk)
    paper.name = name
    text, reader = read(certificate_pdf(paper))
    assert (len(reader.pages), name in "".join(text.split())) == (1, True)
    assert len(certificate_data(paper)["members"]) >= NAMED


def test_letters_to_look_at_are_reported_before_printing(papers):
    paper = papers[0]
    paper.name = "山\U0002a6d0と葛\U000e0100の会"
    assert unprintable(paper) == "\U0002a6d0葛\U000e0100"
    assert certificate_pdf(paper).startswith(b"%PDF")


def test_names_without_consent_stand_on_no_paper(papers):
    member = ideas.member(papers[0].idea.team, name_is_public=False, public_name="見せない名")
    data = certificate_data(Certificate.objects.for_paper().get(pk=papers[0].pk))
    assert (member.public_name in str(data), data["members"]) == (False, [])


def test_a_member_who_agreed_gets_a_copy_under_that_name_once(published, evening):
    _cycle, entries = published
    decision = Decision.objects.get(award__key="grand")
    member = ideas.member(entries[0].team, name_is_public=True, public_name="髙﨑 葛子")
    made = services.ask_for_member(entries[0], decision, by=member.user, at=evening)
    again = services.ask_for_member(entries[0], decision, by=member.user, at=evening)
    assert (made.name, made.receiver, again.pk) == ("髙﨑 葛子", "member", made.pk)


@pytest.mark.parametrize("why", ["stranger", "no consent", "not public", "another team's award"])
def test_a_copy_is_refused(why, evening):
    cycle, entries = awards.proposed()
    if why != "not public":
        services.agree_publication(cycle, by=staff(), at=evening)
    decision = Decision.objects.filter(award__key="grand").first()
    idea = entries[1] if why == "another team's award" else entries[0]
    member = ideas.member(idea.team, name_is_public=why != "no consent", public_name="見本")
    by = person() if why == "stranger" else member.user
    before = AuditEntry.objects.count()
    with pytest.raises(CertificateRefused):
        services.ask_for_member(idea, decision, by=by, at=evening)
    assert (rows(), AuditEntry.objects.count()) == ([], before)


def test_every_team_gets_a_paper_that_it_took_part(published, evening):
    cycle, entries = published
    services.issue_participation(cycle, languages=("ja",), by=staff(), at=evening)
    papers = Certificate.objects.filter(award__isnull=True).for_paper()
    assert {paper.name for paper in papers} == {idea.team.name for idea in entries}
    assert "参加証" in read(certificate_pdf(papers[0]))[0].replace("\n", "").replace(" ", "")


def test_a_renewed_one_has_a_new_number_and_the_old_one_says_so(papers, evening, client):
    Team.objects.filter(pk=papers[0].idea.team_id).update(name="新しい名")
    new = services.reissue_certificate(papers[0], by=staff(), at=evening)
    old = Certificate.objects.get(pk=papers[0].pk)
    assert (new.name, new.number == old.number, old.replaced_by, old.is_standing) == ("新しい名", False, new, False)
    assert "発行しなおされました" in client.get(f"/certificates/{old.number}/").content.decode()
    assert "ほんものの賞状です" in client.get(f"/certificates/{new.number}/").content.decode()
    before, by = rows(), staff()
    with pytest.raises(CertificateRefused):
        services.reissue_certificate(old, by=by, at=evening)
    assert rows() == before


def test_a_revoked_one_says_so_and_not_why(papers, evening, client):
    by = staff()
    with pytest.raises(CertificateRefused):
        services.revoke_certificate(papers[0], reason=" ", by=by, at=evening)
    services.revoke_certificate(papers[0], reason="ひみつの事情", by=by, at=evening)
    before = rows()
    services.revoke_certificate(papers[0], reason="別の理由", by=by, at=evening)
    page = client.get(f"/certificates/{papers[0].number}/").content.decode()
    assert ("取り消されています" in page, "ひみつの事情" in page, rows() == before) == (True, False, True)
    assert services.issue_certificates(papers[0].cycle, by=by, at=evening) == 0  # not made again by the button for all


def test_one_that_was_revoked_by_mistake_is_made_out_anew_once(papers, evening, client):
    by, old = staff(), papers[0]
    services.revoke_certificate(old, reason="印刷ミス", by=by, at=evening)
    new = services.reissue_certificate(old, by=by, at=evening)
    assert (new.purpose, new.is_standing) == (old.purpose, True)
    assert "取り消されています" in client.get(f"/certificates/{old.number}/").content.decode()
    before = rows()
    with pytest.raises(CertificateRefused):
        services.reissue_certificate(old, by=by, at=evening)
    assert rows() == before


def test_a_number_nobody_was_given_is_said(client, papers):
    answer = client.get("/certificates/AAAA-BBBB-CCCC/")
    assert (answer.status_code, "記録にありません" in answer.content.decode()) == (404, True)


def test_the_page_tells_award_team_and_day_and_nobodys_name(papers, client):
    leader = ideas.leader_of(papers[0].idea.team)
    page = client.get(f"/certificates/{papers[0].number}/").content.decode()
    shown = [words in page for words in ("総合賞", papers[0].idea.team.name, "2027年2月28日", leader.full_name)]
    assert shown == [True, True, True, False]


def test_an_award_given_back_voids_its_papers_and_says_so(papers, evening, client):
    decision = Decision.objects.get(award=papers[0].award, idea=papers[0].idea)
    services.return_award(decision, reason="辞退の申し出", by=staff(), at=evening)
    assert not Certificate.objects.filter(award=decision.award).standing().exists()
    assert "取り消されています" in client.get(f"/certificates/{papers[0].number}/").content.decode()
    page = client.get("/cycles/2026/awards/").content.decode()
    assert ("辞退" in page, "辞退の申し出" in page) == (True, False)


def test_a_paper_that_nobody_may_have_seen_goes_with_its_decision(evening):
    cycle, entries = awards.proposed()
    by, grand = staff(), cycle.awards.get(key="grand")
    services.issue_certificates(cycle, languages=("ja",), by=by, at=evening)
    kept = Certificate.objects.exclude(award=grand).count()
    services.decide_award(grand, entries[1], by=by, at=evening)
    assert (Certificate.objects.filter(award=grand).count(), Certificate.objects.count()) == (0, kept)
    services.issue_certificates(cycle, languages=("ja",), by=by, at=evening)
    assert set(Certificate.objects.filter(award=grand).values_list("idea", flat=True)) == {entries[1].pk}


def test_another_place_is_another_paper(papers, evening, client):
    """Silver after the confirmation: what says gold is void, and a new one says silver."""
    decision = Decision.objects.get(award__key="online", place=1)
    Decision.objects.filter(award__key="online", place=3).delete()
    Decision.objects.filter(pk=decision.pk).update(place=3)
    keep_papers_true(decision.award, at=evening)
    void = Certificate.objects.filter(idea=decision.idea, award=decision.award)
    assert {row.is_standing for row in void} == {False}
    assert "金" in client.get(f"/certificates/{void[0].number}/").content.decode()
    services.issue_certificates(decision.award.cycle, languages=("ja",), by=staff(), at=evening)
    assert [row.place for row in void.standing()] == [3, 3]


def test_people_open_their_own_papers_and_no_others(papers, client):
    team = next(row for row in papers if row.receiver == "team")
    paper = f"/me/certificates/{team.number}/certificate.pdf"
    client.force_login(ideas.leader_of(team.idea.team))
    assert client.get(paper)["Content-Type"] == "application/pdf"
    assert team.number in client.get("/me/certificates/").content.decode()
    client.force_login(person())
    assert client.get(paper).status_code == 404
    client.force_login(officer(team.idea.challenge.participant).user)
    assert client.get(paper).status_code == 404


def test_the_office_reads_which_paper_lacks_which_letters(client, papers, evening):
    by = staff()
    bundle = services.ask_for_bundle(papers[0].cycle, by=by, at=evening)
    Bundle.objects.filter(pk=bundle.pk).update(missing=[[papers[0].number, "𠮷髙"]])
    client.force_login(by)
    page = client.get(reverse("admin:awards_bundle_change", args=[bundle.pk])).text
    assert f"<dt>{papers[0].number}</dt><dd>𠮷髙</dd>" in page


def test_a_zip_holds_every_standing_paper_and_is_asked_for_once(papers, evening):
    by = staff()
    services.revoke_certificate(papers[0], reason="まちがい", by=by, at=evening)
    bundle = services.ask_for_bundle(papers[0].cycle, by=by, at=evening)
    assert services.ask_for_bundle(papers[0].cycle, by=by, at=evening) == bundle
    assert services.make_bundles(at=evening) == 1
    assert services.make_bundles(at=evening) == 0
    made = Bundle.objects.get()
    with made.file.storage.open(made.file.name) as file, zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        assert archive.read(names[0]).startswith(b"%PDF")
    assert (len(names), made.done, made.total) == (len(papers) - 1,) * 3
    assert not any(papers[0].number in name for name in names)


def test_of_a_person_who_left_the_site_the_number_stays_genuine_and_the_page_says_so(papers, evening, client):
    idea = papers[0].idea
    member = ideas.member(idea.team, name_is_public=True, public_name="髙﨑 葛子")
    mine = services.ask_for_member(idea, None, by=member.user, at=evening)
    asked_for = Certificate.objects.standing().count()
    page = f"/certificates/{mine.number}/"
    assert "本人の希望で" not in client.get(page).text
    User.objects.filter(pk=member.user_id).update(erases_at=evening)
    assert erase_person(member.user, at=evening)
    html = client.get(page).text
    words = ("ほんものの参加証です", "本人の希望で、このサイトの記録から外しました。番号はほんものです。", "髙﨑")
    assert [word in html for word in words] == [True, True, False]
    assert "本人の希望で" not in client.get(f"/certificates/{papers[0].number}/").text  # the team's own names nobody
    bundle = services.ask_for_bundle(idea.cycle, by=staff(), at=evening)
    assert bundle.total == asked_for - 1  # a paper without a name is not printed
    client.force_login(staff())
    office = client.get(f"/office/awards/certificate/{mine.pk}/change/").text
    assert ("本人の希望で" in office, "certificate.pdf" in office, "/reissue/" in office) == (True, False, False)
    assert client.get(f"/office/awards/certificate/{mine.pk}/certificate.pdf").status_code == 404
    services.revoke_certificate(mine, reason="まちがい", by=staff(), at=evening)
    html = client.get(page).text
    assert ("取り消されています" in html, "番号はほんものです" in html) == (True, False)


def test_a_zip_whose_worker_died_is_begun_anew_only_after_its_claim(papers, evening):
    bundle = services.ask_for_bundle(papers[0].cycle, by=staff(), at=evening)
    Bundle.objects.filter(pk=bundle.pk).update(claimed_until=evening, done=3)
    assert services.make_bundles(at=evening) == 0
    assert services.make_bundles(at=evening.replace(minute=2)) == 1


def test_without_papers_there_is_no_zip(evening):
    cycle, by = awards.proposed()[0], staff()
    with pytest.raises(CertificateRefused):
        services.ask_for_bundle(cycle, by=by, at=evening)
    assert (Bundle.objects.count(), Publication.objects.get().published_at) == (0, None)
