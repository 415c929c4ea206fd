"""Forecasts and the half-year report: begun from the budget, filled in, locked, shown, and sent once to each member."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import worker
from app.follow_up import actions, queries
from app.follow_up.models import FollowUp, FollowUpLine, FollowUpSending
from app.outbox import Letter
from app.refusal import Forbidden, Refused
from app.words import kr
from catalogue.following import Report
from tests.app.contribution.making import INHABITANTS, PURCHASES, Scene
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.pdf import PdfReader
from tests.people import People

SignIn = Callable[[str], ShopClient]
FIRST = "/ekonomi/prognoser/2026/prognos-1"
TO = {f"till-{key}": f"ekonomi@{key}.example" for key in INHABITANTS}


@pytest.fixture
def scene(session: Session, people: People) -> Scene:
    """The budget of 2026, adopted: shared costs of thirty million, some income, and an adjustment of Laxå."""
    made = Scene(session, people)
    made.begin(2026, interest=0)
    made.line(2026, "shared_operation", "salary", 3_000_000_000)
    made.line(2026, "shared_operation", "income", 50_000_000)
    made.line(2026, "adjustment", "historic", 1_000_000, organisation_id=made.ids["laxa"])
    made.reckon(2026)
    made.adopt(2026)
    return made


def fields(session: Session) -> dict[str, FollowUpLine]:
    """The lines of the latest report by category and, where a member bears it, its id."""
    session.rollback()
    latest = sa.select(sa.func.max(FollowUp.id)).scalar_subquery()
    rows = session.scalars(sa.select(FollowUpLine).where(FollowUpLine.report_id == latest))
    return {f"{row.category}{row.organisation_id or ''}": row for row in rows}


def carry(app: Flask, data_dir: Path) -> list[EmailMessage]:
    """Let the worker carry what waits, and read the mails it wrote about reports."""
    worker.run(app, once=True)
    files = sorted((data_dir / "mail").glob("*follow-up*.eml"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]  # type: ignore[arg-type,misc]  # that policy gives such messages


@pytest.mark.rule("R-130")
def test_a_forecast_from_the_budget_to_a_locked_paper(session: Session, scene: Scene, client_as: SignIn) -> None:
    elin, gunnar = client_as("elin"), client_as("gunnar")
    assert elin.post(f"{FIRST}/borja").location == FIRST
    lines = fields(session)
    assert lines["salary"].budget == lines["salary"].forecast == 3_000_000_000
    assert lines["income"].budget == -50_000_000
    form = elin.get(FIRST).form(FIRST)
    form |= {
        "text": "Lönerna blir lägre.", "till": "2026-03-31", f"utfall-{lines['salary'].id}": "7 000 000,50",
        f"prognos-{lines['salary'].id}": "29 580 000", f"kommentar-{lines['salary'].id}": "Två vakanser",
        f"utfall-{lines['income'].id}": "-40 000",
    }  # fmt: skip
    wrong = elin.post(FIRST, form | {f"utfall-{lines['salary'].id}": "sju"})
    assert wrong.status == 422
    assert wrong.field(f"utfall-{lines['salary'].id}") == "sju"
    assert elin.post(FIRST, form).location == FIRST
    assert elin.post(FIRST, form).status == 409, "somebody else has written meanwhile"
    text = gunnar.get(FIRST).text.replace("\u00a0", " ")
    assert "Året väntas sluta på 29 090 000 kr, 420 000 kr under budget." in text
    assert "+55 215,84 kr" in text, "Laxå's share of what is left, as it would be settled"
    assert elin.post(f"{FIRST}/las").status == 403
    assert gunnar.post(f"{FIRST}/las").location == FIRST
    paper = PdfReader(elin.get(f"{FIRST}/pdf").answer.data)
    assert "Prognos 1 2026" in " ".join(paper.pages)
    assert kr(5_521_584).replace("\u00a0", " ") in " ".join(paper.pages)
    assert elin.post(FIRST, form | {"version": "2"}).status == 422, "locked"


@pytest.mark.rule("R-130")
def test_a_locked_report_is_shown_to_the_committee_and_sent_once_to_each_member(
    app: Flask, session: Session, scene: Scene, client_as: SignIn, data_dir: Path
) -> None:
    elin, gunnar = client_as("elin"), client_as("gunnar")
    elin.post(f"{FIRST}/borja")
    assert elin.post(f"{FIRST}/skicka", TO).status == 422, "not locked"
    gunnar.post(f"{FIRST}/las")
    assert elin.post(f"{FIRST}/namnden", {"dag": "2026-11-24"}).status == 422, "a day to come"
    assert elin.post(f"{FIRST}/namnden", {"dag": "2026-11-23", "paragraf": "§ 41"}).location == FIRST
    assert elin.post(f"{FIRST}/skicka", {"till-laxa": "ekonomi"}).status == 422, "no address"
    assert elin.post(f"{FIRST}/skicka", {"till-laxa": "a@laxa.example, b@laxa.example"}).location == FIRST
    assert elin.post(f"{FIRST}/skicka", TO).location == FIRST
    assert elin.post(f"{FIRST}/skicka", TO).status == 422, "each has had it"
    session.rollback()
    sent = session.scalars(sa.select(FollowUpSending)).all()
    assert {(row.receiver, row.sent_at) for row in sent} == {(key, MOMENT) for key in INHABITANTS}
    letters = session.scalars(sa.select(Letter).where(Letter.key.like("follow-up:%"))).all()
    assert len(letters) == 5
    assert {tuple(letter.payload["files"]) for letter in letters} == {(session.scalar(sa.select(FollowUp.file_key)),)}
    carried = carry(app, data_dir)
    assert {message["To"] for message in carried} >= {"a@laxa.example", "b@laxa.example", TO["till-lekeberg"]}
    files = [part for message in carried for part in message.iter_attachments()]
    assert {part.get_filename() for part in files} == {"prognos-1-2026.pdf"}
    assert {part.get_content() for part in files} == {elin.get(f"{FIRST}/pdf").answer.data}
    page = elin.get(FIRST).text
    assert "a@laxa.example, b@laxa.example" in page
    assert "§ 41" in page
    rut = client_as("rut")
    assert "4 av 4 medlemmar" in rut.get("/ekonomi/prognoser").text
    assert "Prognos 1 2026 skickades till Laxå" in rut.get("/revision").text
    client_as("karin").get("/ekonomi/prognoser", status=403)


@pytest.mark.rule("R-130")
def test_a_year_holds_three_forecasts_and_one_half_year_report(session: Session, scene: Scene) -> None:
    def begin(kind: Report, number: int) -> FollowUp:
        return scene.do(
            lambda: actions.begin(session, 2026, (kind, number), me=scene.elin, as_of=dt.date(2026, 3, 31), at=MOMENT)
        )

    begin(Report.FORECAST, 1)
    with pytest.raises(Refused, match="begun"):
        begin(Report.FORECAST, 1)
    with pytest.raises(Refused, match="turn"):
        begin(Report.HALF_YEAR, 1)
    for kind, number in ((Report.FORECAST, 4), (Report.HALF_YEAR, 2), (Report.FORECAST, 1)):
        year_id = session.scalar(sa.select(FollowUp.budget_year_id))
        extra = {"prepared_by": scene.elin.id, "prepared_by_name": "Elin", "prepared_at": MOMENT, "locked_by_name": ""}
        session.add(FollowUp(year=2026, kind=kind, number=number, budget_year_id=year_id, as_of=MOMENT.date(), **extra))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


@pytest.mark.rule("R-130")
def test_what_is_locked_is_kept_by_the_database_and_locked_by_another(
    session: Session, scene: Scene, tmp_path: Path
) -> None:
    which = (Report.FORECAST, 1)
    scene.do(lambda: actions.begin(session, 2026, which, me=scene.elin, as_of=dt.date(2026, 3, 31), at=MOMENT))

    def lock(me: object) -> None:
        shown = queries.opened(session, 2026, "prognos-1", hold=True)
        actions.lock(session, shown, me=me, folder=tmp_path, at=MOMENT)  # type: ignore[arg-type]  # a visitor

    with pytest.raises(Forbidden):
        scene.do(lambda: lock(scene.elin))
    scene.do(lambda: lock(scene.gunnar))
    to = {"laxa": ["a@laxa.example"]}
    scene.do(lambda: actions.send(session, queries.opened(session, 2026, "prognos-1"), to, me=scene.elin, at=MOMENT))
    for statement in (
        sa.update(FollowUpLine).values(forecast=1), sa.delete(FollowUpLine), sa.update(FollowUp).values(text="x"),
        sa.update(FollowUp).values(figures={}), sa.delete(FollowUpSending),
        sa.update(FollowUpSending).values(addresses="x"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError):
            session.execute(statement)
        session.rollback()


def test_outcomes_are_taken_in_from_a_file_whole_or_not_at_all(
    session: Session, scene: Scene, client_as: SignIn
) -> None:
    elin = client_as("elin")
    elin.post(f"{FIRST}/borja")
    text = elin.get(f"{FIRST}/rader.csv").answer.get_data(as_text=True)
    rows = [row.split(";") for row in text.splitlines()]
    assert rows[0][0].endswith("Avsnitt")
    salary, adjusted = next(r for r in rows if r[1] == "Löner"), next(r for r in rows if r[0] == "Justeringar")
    assert (adjusted[2], adjusted[3]) == ("Laxå", "10000,00")
    salary[4], salary[5], salary[7] = "7000000,50", "-5", "Från ekonomisystemet"
    broken = [*rows, ["Gemensam drift", "Kaffe", "", "", "5", "", "", ""], [*salary], [*salary[:4], "x", "", "", ""]]

    def send(lines: list[list[str]]) -> object:
        data = "\n".join(";".join(line) for line in lines).encode()
        return elin.post(
            f"{FIRST}/las-in", {"fil": (io.BytesIO(data), "utfall.csv")}, content_type="multipart/form-data"
        )

    page = send(broken)
    assert page.status == 422  # type: ignore[attr-defined]  # a page
    told = page.text  # type: ignore[attr-defined]  # a page
    last = len(rows)
    assert f"Rad {last + 1}: Raden finns inte i rapporten" in told
    assert f"Rad {last + 2}: Samma rad finns redan" in told
    assert fields(session)["salary"].outcome == 0, "nothing of it"
    assert send(rows).location == FIRST  # type: ignore[attr-defined]  # a page
    found = fields(session)["salary"]
    assert (found.outcome, found.forecast, found.note) == (700_000_050, -500, "Från ekonomisystemet")
    assert send([["a", "b"]]).status == 422  # type: ignore[attr-defined]  # a page
    assert "Excel" in elin.get(FIRST).text
    elin.get(f"{FIRST}/rader.xlsx")
    elin.get(f"{FIRST}/rader.pdf", status=404)
    elin.get("/ekonomi/prognoser/2026/prognos-9", status=404)
    elin.get("/ekonomi/prognoser/2025/prognos-1", status=404)


@pytest.mark.rule("R-133")
def test_capital_costs_are_those_of_the_years_run(session: Session, scene: Scene, client_as: SignIn) -> None:
    elin = client_as("elin")
    elin.post(f"{FIRST}/borja")
    assert elin.post(f"{FIRST}/kapitalkostnad").status == 422, "the outcome is not reckoned"
    scene.buy(*PURCHASES[0])
    scene.invoice(2026, 1)
    scene.reckon(2026, "outcome")
    form = elin.get(FIRST).form(FIRST) | {"till": "2026-06-30"}
    elin.post(FIRST, form)
    assert elin.post(f"{FIRST}/kapitalkostnad").location == FIRST
    laxa = fields(session)[f"capital{scene.ids['laxa']}"]
    assert (laxa.outcome, laxa.forecast) == (3 * 2_400_000, 9 * 2_400_000)
