"""The page of a case: who sees it, what is written, files, answers, reopening and the survey."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from app import worker
from app.cases.models import Case, CaseFile, CaseMessage, CaseStep, Survey
from app.outbox import Letter
from catalogue.cases import CaseKind
from catalogue.requests import Task
from catalogue.terms import Queue
from tests.app.cases.making import case_of
from tests.app.requests.filling import form_of, grant
from tests.client import ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]
HANDLED = "hantera"


def photo(*, place: bool = True) -> bytes:
    """A photo as a phone takes it, with place and camera in it."""
    picture, exif = Image.new("RGB", (640, 480), "teal"), Image.Exif()
    if place:
        exif[0x010F] = "Telefonen"
        exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def version(session: Session, case: Case) -> str:
    """The version that a page would show."""
    session.rollback()
    return str(session.scalars(sa.select(Case.version).where(Case.id == case.id)).one())


def act(browser: ShopClient, session: Session, case: Case, what: str = HANDLED, **form: str) -> object:
    """Send a handler's form as the page would."""
    return browser.post(f"/arenden/{case.number}/{what}", {"version": version(session, case), **form})


def letters(session: Session, template: str = "case_news") -> list[tuple[str, str]]:
    """To whom letters went, and their subject."""
    session.rollback()
    rows = session.scalars(sa.select(Letter).order_by(Letter.id))
    return [
        (row.payload["to"], row.payload["params"]["title"]) for row in rows if row.payload.get("template") == template
    ]


@pytest.mark.rule("R-144", "R-152", "R-090")
def test_both_sides_write_in_the_thread_and_are_told(session: Session, people: People, client_as: SignIn) -> None:
    case = case_of(session, people)
    omar, karin = client_as("omar"), client_as("karin")
    act(omar, session, case, atgard="ta")
    omar.post(f"/arenden/{case.number}", {"text": "Vilken skrivare är det?"})
    karin.post(f"/arenden/{case.number}", {"text": "Den vid kopieringsrummet."})
    page = karin.get(f"/arenden/{case.number}")
    assert "Vilken skrivare är det?" in page.text
    assert "Omar Haddad arbetar med ärendet" in page.text
    told = [to for to, title in letters(session) if "Nytt meddelande" in title]
    assert told == [people["karin"].email, people["omar"].email]
    assert all(case.number in title for _to, title in letters(session))


def test_internal_notes_are_never_seen_by_the_one_who_asked(
    session: Session, people: People, client_as: SignIn
) -> None:
    case = case_of(session, people)
    client_as("omar").post(f"/arenden/{case.number}", {"text": "Ring leverantören @Nils", "internt": "y"})
    for who in ("karin", "anders"):
        page = client_as(who).get(f"/arenden/{case.number}")
        assert "Ring leverantören" not in page.html
        assert "intern" not in page.text.lower()
    assert "Ring leverantören" in client_as("nils").get(f"/arenden/{case.number}").text
    assert people["nils"].email in [to for to, title in letters(session) if "nämnde dig" in title]
    assert people["karin"].email not in [to for to, title in letters(session) if "meddelande" in title]


def test_a_note_from_outside_is_refused(session: Session, people: People, client_as: SignIn) -> None:
    case = case_of(session, people)
    assert client_as("karin").post(f"/arenden/{case.number}", {"text": "x", "internt": "y"}).status == 403
    assert client_as("rut").post(f"/arenden/{case.number}", {"text": "x"}).status == 403


def test_what_nobody_has_begun_with_is_taken_back_by_the_one_who_asked(
    session: Session, people: People, client_as: SignIn
) -> None:
    case, karin, omar = case_of(session, people), client_as("karin"), client_as("omar")
    assert omar.post(f"/arenden/{case.number}/ta-tillbaka").status == 403
    assert "Ta tillbaka ärendet" in karin.get(f"/arenden/{case.number}").text
    assert "är återtaget" in karin.follow(karin.post(f"/arenden/{case.number}/ta-tillbaka")).text
    assert karin.post(f"/arenden/{case.number}/ta-tillbaka").status == 422
    assert case.number not in omar.get("/it/arenden").text
    karin.post(f"/arenden/{case.number}/oppna", {"text": "Det behövs ändå."})
    act(omar, session, case, atgard="ta")
    page = karin.post(f"/arenden/{case.number}/ta-tillbaka")
    assert (page.status, "har redan börjat" in page.text) == (422, True)
    assert "Ta tillbaka ärendet" not in karin.get(f"/arenden/{case.number}").text


def test_a_late_case_is_called_out_once_unless_it_waits_for_a_yes(
    app: Flask, session: Session, people: People, clock: Clock
) -> None:
    mine, nobodys = case_of(session, people), case_of(session, people, subject="Den låter")
    case_of(session, people, subject="Väntar på ja", asked=("manager",))
    session.execute(sa.update(Case).where(Case.id == mine.id).values(assignee_id=people["omar"].id))
    session.commit()
    clock.forward(days=14)
    for _ in range(2):
        worker.run(app, once=True)
    late = [(to, title) for to, title in letters(session) if "Försenat" in title]
    assert [to for to, title in late if mine.number in title] == [people["omar"].email]
    assert [to for to, title in late if nobodys.number in title] == [people["omar"].email]
    assert not [title for _to, title in late if "Väntar på ja" in title]


def test_to_others_a_case_is_not_there(session: Session, people: People, client_as: SignIn) -> None:
    case = case_of(session, people)
    stranger = client_as("maria")
    missing = stranger.get("/arenden/Ä2026-99999", status=404)
    assert stranger.get(f"/arenden/{case.number}", status=404).text == missing.text
    for what in ("", "/stang", "/ta-tillbaka", "/oppna", "/enkat", "/beslut"):
        assert stranger.post(f"/arenden/{case.number}{what}", {"text": "x", "betyg": "5"}).status == 404, what
    contact = client_as("simon")
    for what in ("hantera", "uppgifter", "incident", "change"):
        assert contact.post(f"/arenden/{case.number}/{what}", {"version": "1"}).status == 404, what
    assert stranger.get(f"/arenden/{case.number}/enkat", status=404)


def test_a_number_is_found_however_it_is_typed(session: Session, people: People, client_as: SignIn) -> None:
    case = case_of(session, people)
    for typed in (case.number, case.number.lower(), case.number[1:], "A" + case.number[1:]):
        assert client_as("karin").get(f"/arenden/{typed}").h1.startswith(case.subject)


def test_a_photo_from_a_phone_is_kept_without_its_place(session: Session, people: People, client_as: SignIn) -> None:
    case, browser = case_of(session, people), client_as("karin")
    sent = browser.post(
        f"/arenden/{case.number}",
        {"text": "Så här ser det ut", "filer": (io.BytesIO(photo()), "IMG_1.JPG")},
        content_type="multipart/form-data",
    )
    assert sent.status == 303
    session.rollback()
    row = session.scalars(sa.select(CaseFile)).one()
    answer = browser.browser.get(f"/arenden/{case.number}/filer/{row.id}")
    kept = Image.open(io.BytesIO(answer.data))
    assert (kept.format, dict(kept.getexif())) == ("JPEG", {})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_only_for_those_who_see_its_case(session: Session, people: People, client_as: SignIn) -> None:
    case, omar = case_of(session, people), client_as("omar")
    for internal in ("", "y"):
        form = {"text": "bild", "internt": internal, "filer": (io.BytesIO(photo()), "bild.jpg")}
        omar.post(f"/arenden/{case.number}", {k: v for k, v in form.items() if v}, content_type="multipart/form-data")
    session.rollback()
    shown, hidden = session.scalars(sa.select(CaseFile).order_by(CaseFile.id)).all()
    base = f"/arenden/{case.number}/filer"
    client_as("karin").get(f"{base}/{shown.id}", status=200)
    client_as("karin").get(f"{base}/{hidden.id}", status=404)
    client_as("maria").get(f"{base}/{shown.id}", status=404)
    other = case_of(session, people, "maria")
    client_as("maria").get(f"/arenden/{other.number}/filer/{shown.id}", status=404)


@pytest.mark.parametrize("bad", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"PK\x03\x04zip", b"GIF89a....", b"MZ"])
def test_what_is_no_photo_and_no_pdf_is_refused_in_words(
    session: Session, people: People, client_as: SignIn, bad: bytes
) -> None:
    case = case_of(session, people)
    form = {"text": "Min text", "filer": (io.BytesIO(bad), "bild.jpg")}
    page = client_as("karin").post(f"/arenden/{case.number}", form, content_type="multipart/form-data")
    assert page.status == 422
    assert "kan inte tas emot" in page.text
    assert page.field("text") == "Min text"
    session.rollback()
    assert session.scalars(sa.select(CaseMessage)).all() == []


@pytest.mark.rule("R-066")
def test_it_must_say_yes_before_a_business_system_is_solved(
    session: Session, people: People, client_as: SignIn
) -> None:
    grant(session, people["omar"], "object_lead")
    case = case_of(session, people, "anders", queue=Queue.OBJECT_LEAD, topic="business_system", asked=("it",))
    omar = client_as("omar")
    refused = act(omar, session, case, atgard="los", text="Klart")
    assert (refused.status, "IT har inte godkänt än" in refused.text) == (422, True)
    assert refused.soup.select_one("#losning").get_text().strip() == "Klart"
    act(omar, session, case, "beslut", beslut="ja")
    assert act(omar, session, case, atgard="los", text="Klart").status == 303


@pytest.mark.rule("R-071")
def test_a_no_to_application_operation_gives_a_listed_reason_and_another_way(
    session: Session, people: People, client_as: SignIn
) -> None:
    case = case_of(session, people, "anders", queue=Queue.OBJECT_LEAD, topic="application_operation", asked=("it",))
    gunnar = client_as("gunnar")
    assert act(gunnar, session, case, "beslut", beslut="nej", skal="Vi är för få").status == 422
    act(gunnar, session, case, "beslut", beslut="nej", skal="Vi är för få", orsak="shortage", forslag="cloud")
    session.rollback()
    step = session.scalars(sa.select(CaseStep)).one()
    assert (step.outcome, step.cause, step.suggestion, step.settled_name) == (
        "declined",
        "shortage",
        "cloud",
        "Gunnar Wik",
    )
    assert "Molntjänst" in client_as("anders").get(f"/arenden/{case.number}").text


@pytest.mark.rule("R-072")
def test_demanded_tasks_are_done_or_waived_with_a_reason(session: Session, people: People, client_as: SignIn) -> None:
    tasks = (
        Task(key="a", label="Dokumentation finns", demanded=True),
        Task(key="b", label="Portal finns", demanded=True),
    )
    case, omar = case_of(session, people, tasks=tasks), client_as("omar")
    assert "dokumentation finns" in act(omar, session, case, atgard="los", text="Klart").text
    act(omar, session, case, "uppgifter", steg="0")
    assert act(omar, session, case, "uppgifter", steg="1", skal=" ").status == 422
    act(omar, session, case, "uppgifter", steg="1", skal="Leverantören har ingen portal")
    assert act(omar, session, case, atgard="los", text="Klart").status == 303


@pytest.mark.rule("R-207")
def test_a_program_is_packaged_with_intune_or_sccm_and_the_task_shows_which(
    session: Session, people: People, client_as: SignIn
) -> None:
    tasks, omar = form_of("program").tasks, client_as("omar")
    case = case_of(session, people, topic="non_standard_software", tasks=tasks)
    position = str([task.key for task in tasks].index("packaged"))
    shown = omar.get(f"/arenden/{case.number}").soup.select("ul.tasks select[name='verktyg'] option")
    assert [option["value"] for option in shown] == ["", "Intune", "SCCM"]
    for tool in ("", "Något annat"):
        refused = act(omar, session, case, "uppgifter", steg=position, verktyg=tool)
        assert refused.status == 422
        assert "Välj verktyg först: Intune, SCCM." in refused.text
    assert act(omar, session, case, "uppgifter", steg=position, verktyg="SCCM").status == 303
    for who in (omar, client_as("karin")):
        page = who.get(f"/arenden/{case.number}")
        told = [" ".join(task.get_text(" ").split()) for task in page.soup.select("ul.tasks li")]
        assert told[int(position)].startswith("Programmet är paketerat: SCCM Omar")
        assert "Klart: Programmet är paketerat, SCCM" in page.text
    session.rollback()
    step = session.scalars(sa.select(CaseStep).where(CaseStep.case_id == case.id, CaseStep.key == "packaged")).one()
    assert (step.outcome, step.reference) == ("done", "SCCM")


@pytest.mark.rule("R-025", "R-111")
def test_what_does_not_fit_is_referred_to_a_years_budget(session: Session, people: People, client_as: SignIn) -> None:
    case = case_of(session, people, "anders", queue=Queue.IT_INFRASTRUCTURE, asked=("it", "budget"))
    nils = client_as("nils")
    assert act(nils, session, case, "beslut", beslut="budget", skal="Ryms inte", budgetar="").status == 422
    act(nils, session, case, "beslut", beslut="budget", skal="Ryms inte", budgetar="2027")
    session.rollback()
    assert (case.state, case.outcome) == ("solved", "referred")
    assert "budgetarbetet för 2027" in client_as("anders").get(f"/arenden/{case.number}").text


@pytest.mark.rule("R-027", "R-023")
def test_the_decision_of_the_chief_executives_is_recorded_with_its_reference_and_in_its_turn(
    session: Session, people: People, client_as: SignIn
) -> None:
    case = case_of(session, people, "anders", queue=Queue.OBJECT_LEAD, asked=("kckd", "committee"))
    gunnar = client_as("gunnar")
    assert act(client_as("omar"), session, case, "beslut", beslut="ja", referens="x").status == 403
    assert act(gunnar, session, case, "beslut", beslut="ja").status == 422
    act(gunnar, session, case, "beslut", beslut="ja", referens="KCKD 2026-12-01 § 4")
    assert "IT-nämndens beslut" in act(gunnar, session, case, atgard="los", text="Kör").text
    act(gunnar, session, case, "beslut", beslut="ja", referens="ITN 2026 § 9")
    session.rollback()
    steps = session.scalars(sa.select(CaseStep).order_by(CaseStep.position)).all()
    assert [(s.key, s.outcome, s.reference) for s in steps] == [
        ("kckd", "approved", "KCKD 2026-12-01 § 4"), ("committee", "approved", "ITN 2026 § 9"),
    ]  # fmt: skip


@pytest.mark.rule("R-096", "R-097")
def test_a_serious_incident_is_not_solved_without_its_root_cause(
    session: Session, people: People, client_as: SignIn
) -> None:
    case, omar = case_of(session, people, kind=CaseKind.INCIDENT), client_as("omar")
    facts = {"borjade": "2026-11-23 07:10", "atgardat": "2026-11-23 09:00", "paverkan": "Ingen kunde skriva ut",
             "komponenter": "Follow-Me", "orsak": "Fullt minne", "allvarlig": "y"}  # fmt: skip
    act(omar, session, case, "incident", **facts)
    assert "grundorsak (RCA)" in act(omar, session, case, atgard="los", text="Startades om").text
    act(omar, session, case, "incident", **facts, rca="Minnet växte. Det övervakas nu.")
    assert act(omar, session, case, atgard="los", text="Startades om").status == 303
    assert act(omar, session, case, "incident", **{**facts, "borjade": "i går"}).status == 422


@pytest.mark.rule("R-242")
def test_a_change_holds_its_rfc_and_cab(session: Session, people: People, client_as: SignIn) -> None:
    case, omar = case_of(session, people, needs_change=True), client_as("omar")
    act(omar, session, case, "change", rfc="RFC-2026-14", cab="2026-12-02")
    page = omar.get(f"/arenden/{case.number}")
    assert "RFC-2026-14" in page.text
    assert "onsdag 2 december" in page.text


@pytest.mark.rule("R-145", "R-102", "R-103")
def test_the_line_that_solved_it_is_kept_and_history_stays(session: Session, people: People, client_as: SignIn) -> None:
    case, omar = case_of(session, people), client_as("omar")
    act(omar, session, case, atgard="linje", linje="2")
    act(omar, session, case, atgard="linje", linje="3")
    act(omar, session, case, atgard="los", text="Nytt kort i servern")
    session.rollback()
    assert (case.solved_by_line, case.state) == (3, "solved")
    assert "Linje 1 blev linje 2" in omar.get(f"/arenden/{case.number}").text


def test_it_is_opened_again_with_words_and_not_after_thirty_days(
    session: Session, people: People, client_as: SignIn, clock: Clock
) -> None:
    case = case_of(session, people)
    act(client_as("omar"), session, case, atgard="los", text="Startade om den")
    karin = client_as("karin")
    assert karin.post(f"/arenden/{case.number}/oppna", {"text": ""}).status == 422
    assert karin.post(f"/arenden/{case.number}/oppna", {"text": "Den blinkar igen"}).status == 303
    session.rollback()
    assert case.state == "new"
    act(client_as("omar"), session, case, atgard="los", text="Bytte den")
    clock.forward(days=31)
    assert "31" not in client_as("karin").get(f"/arenden/{case.number}").h1
    assert client_as("karin").post(f"/arenden/{case.number}/oppna", {"text": "Nu igen"}).status == 422


@pytest.mark.rule("R-153", "R-154")
def test_a_closed_case_of_the_share_gets_one_survey_once(session: Session, people: People, client_as: SignIn) -> None:
    _everybody_is_asked(session, people)
    case, karin = case_of(session, people), client_as("karin")
    for _round in range(2):
        act(client_as("omar"), session, case, atgard="los", text="Klart")
        karin.post(f"/arenden/{case.number}/stang")
        karin.post(f"/arenden/{case.number}/oppna", {"text": "Igen"})
    assert [title for _to, title in letters(session) if "Hur gick det" in title] == [f"[{case.number}] Hur gick det?"]
    assert karin.post(f"/arenden/{case.number}/enkat", {"betyg": "7"}).status == 422
    assert karin.post(f"/arenden/{case.number}/enkat", {"betyg": "4", "kommentar": "Snabbt"}).status == 303
    assert karin.post(f"/arenden/{case.number}/enkat", {"betyg": "1"}).status == 422
    session.rollback()
    survey = session.scalars(sa.select(Survey)).one()
    assert (survey.grade, survey.comment) == (4, "Snabbt")
    assert "färre än 5 svar" in client_as("omar").get("/it/arenden/uppfoljning").text


def _everybody_is_asked(session: Session, people: People) -> None:
    from app.identity.models import Organisation, Unit

    unit = session.get_one(Unit, people["karin"].unit_id)
    session.get_one(Organisation, unit.organisation_id).settings = {"survey_share": 10_000}
    session.commit()
