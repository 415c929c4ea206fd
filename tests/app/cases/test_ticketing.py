"""The other ticketing system: signed both ways, each answer once, never backwards; and answers by mail."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import worker
from app.cases.actions.ticketing import signature
from app.cases.models import Case, CaseFile, CaseMessage, TicketingEvent
from app.outbox import Letter
from app.worker.ticketing import NotTaken, own_words, send_json
from tests.app.cases.making import case_of
from tests.app.cases.test_views import photo
from tests.client import ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]
SECRET = "a secret that both systems keep, long enough"


@pytest.fixture
def set_up(app: Flask, client_as: SignIn) -> Iterator[str]:
    """An app whose other system is set and switched on."""
    before = app.config["SHOP"]
    app.config["SHOP"] = dataclasses.replace(
        before, ticketing_url="http://127.0.0.1:9/hook", ticketing_secret=SECRET, ticketing_mail="desk@exempel.se"
    )
    client_as("alva").post("/admin/arendesystem", {"via": "json"})
    yield SECRET
    app.config["SHOP"] = before


def answer(client: ShopClient, clock: Clock, *, age: int = 0, secret: str = SECRET, **body: Any) -> tuple[int, str]:
    """Send a signed answer; returns status and result."""
    data = json.dumps(body).encode()
    stamp = str(int(clock().timestamp()) - age)
    header = f"t={stamp},v1={signature(secret, stamp, data)}"
    sent = client.browser.post(
        "/arenden/svar", data=data, headers={"X-Signature": header}, content_type="application/json"
    )
    return sent.status_code, sent.get_json()["result"]


@pytest.mark.rule("R-088")
def test_an_answer_is_taken_once_and_a_second_delivery_does_nothing(
    session: Session, people: People, client_as: SignIn, clock: Clock, set_up: str
) -> None:
    case, other = case_of(session, people), client_as("")
    body = {"id": "INC1-1", "case": case.number, "text": "Kortet är bytt", "state": "solved", "reference": "INC1"}
    assert answer(other, clock, **body) == (200, "done")
    assert answer(other, clock, **body) == (200, "again")
    session.rollback()
    assert (case.state, case.external_reference, case.solution) == ("solved", "INC1", "Kortet är bytt")
    assert len(session.scalars(sa.select(CaseMessage)).all()) == 1
    assert "Kortet är bytt" in client_as("karin").get(f"/arenden/{case.number}").text


def test_word_that_comes_late_moves_nothing_but_is_kept(
    session: Session, people: People, client_as: SignIn, clock: Clock, set_up: str
) -> None:
    case, other = case_of(session, people), client_as("")
    answer(other, clock, id="2", case=case.number, state="closed", text="Klart")
    assert answer(other, clock, id="1", case=case.number, state="assigned", text="Vi tittar") == (200, "late")
    session.rollback()
    assert case.state == "closed"
    assert session.scalars(sa.select(CaseMessage.text).order_by(CaseMessage.id)).all() == ["Klart", "Vi tittar"]


def test_what_is_unsigned_old_or_unreadable_is_refused(
    session: Session, people: People, client_as: SignIn, clock: Clock, set_up: str
) -> None:
    case, other = case_of(session, people), client_as("")
    good = {"id": "1", "case": case.number, "text": "x"}
    assert answer(other, clock, secret="another secret altogether, as long", **good) == (401, "unsigned")
    assert answer(other, clock, age=301, **good) == (401, "unsigned")
    assert answer(other, clock, age=-301, **good) == (401, "unsigned")
    assert other.browser.post("/arenden/svar", data=b"{}").status_code == 401
    for bad in (
        {"id": "", "case": case.number},
        {"id": "1", "case": "nej"},
        {"id": "1", "case": case.number, "state": "gone"},
        {"id": 1, "case": case.number},
    ):
        assert answer(other, clock, **bad) == (400, "unreadable")
    assert answer(other, clock, id="1", case="Ä2026-99999") == (200, "unknown")
    session.rollback()
    assert session.scalars(sa.select(CaseMessage)).all() == []


@pytest.mark.rule("R-089")
def test_it_is_off_until_an_administrator_switches_it_on(
    session: Session, people: People, client_as: SignIn, clock: Clock
) -> None:
    case_of(session, people)
    assert session.scalars(sa.select(Letter).where(Letter.kind == "ticket")).all() == []
    assert answer(client_as(""), clock, id="1", case="Ä2026-00001") == (404, "off")
    for who in ("karin", "omar", "lena"):
        assert client_as(who).get("/admin/arendesystem", status=403)
    assert client_as("alva").post("/admin/arendesystem", {"via": "pigeon"}).status == 422


def test_cases_leave_as_letters_and_internal_notes_never_do(
    session: Session, people: People, client_as: SignIn, set_up: str
) -> None:
    case = case_of(session, people)
    omar = client_as("omar")
    omar.post(f"/arenden/{case.number}", {"text": "Hemligt", "internt": "y"})
    omar.post(f"/arenden/{case.number}", {"text": "Öppet"})
    session.rollback()
    sent = [
        row.payload["body"]
        for row in session.scalars(sa.select(Letter).where(Letter.kind == "ticket").order_by(Letter.id))
    ]
    assert [body["type"] for body in sent] == ["case.opened", "case.message"]
    assert "Hemligt" not in json.dumps(sent, ensure_ascii=False)
    assert sent[0]["case"]["number"] == case.number


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[Any], list[int]]]:
    """Another system that keeps what it gets; the statuses it answers are taken in turn."""
    got: list[Any] = []
    statuses: list[int] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((dict(self.headers), body))
            self.send_response(statuses.pop(0) if statuses else 200)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", got, statuses
    server.shutdown()
    server.server_close()


def test_what_is_sent_is_signed_and_redirects_are_not_followed(
    app: Flask, receiver: tuple[str, list[Any], list[int]]
) -> None:
    url, got, statuses = receiver
    config = dataclasses.replace(app.config["SHOP"], ticketing_url=url, ticketing_secret=SECRET)
    letter = Letter(key="ticket:Ä2026-00001:1:case.opened:x", payload={"body": {"type": "case.opened", "case": {}}})
    now = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
    send_json(config, letter, now)
    headers, body = got[0]
    stamp, given = (part.split("=", 1)[1] for part in headers["X-Signature"].split(","))
    assert given == signature(SECRET, stamp, body)
    assert json.loads(body)["id"] == letter.key
    for status in (302, 500, 404):
        statuses.append(status)
        with pytest.raises(NotTaken):
            send_json(config, letter, now)
    assert len(got) == 4


def drop(folder: Path, name: str, *, sender: str, subject: str, text: str, data: bytes = b"", **headers: str) -> None:
    """Leave a mail as a mail server would."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "it@exempel.se", subject
    message["Message-ID"] = headers.get("message_id", f"<{name}@exempel.se>")
    if "auto" in headers:
        message["Auto-Submitted"] = headers["auto"]
    message.set_content(text)
    if data:
        message.add_attachment(data, maintype="image", subtype="jpeg", filename="bild.jpg")
        message.add_attachment(b"MZ...", maintype="application", subtype="octet-stream", filename="virus.exe")
    place = folder / "inkommande"
    place.mkdir(exist_ok=True)
    (place / f"{name}.eml").write_bytes(message.as_bytes())


@pytest.fixture
def drop_folder(data_dir: Path) -> Iterator[Path]:
    """The folder of data, without mails afterwards."""
    yield data_dir
    for path in (data_dir / "inkommande").rglob("*.eml"):
        path.unlink()


def test_an_answer_by_mail_is_matched_by_number_and_sender(
    app: Flask, session: Session, people: People, drop_folder: Path
) -> None:
    case = case_of(session, people)
    karin, subject = people["karin"].email, f"Sv: [{case.number}] Skrivaren"
    text = "Nu funkar den!\n\nDen 23 nov. 2026 09:15 skrev IT-butiken:\n> Vilken skrivare?"
    drop(drop_folder, "a", sender=f"Karin <{karin.upper()}>", subject=subject, text=text, data=photo())
    drop(drop_folder, "b", sender=karin, subject=subject, text="En gång till", message_id="<a@exempel.se>")
    drop(drop_folder, "c", sender="okand@exempel.se", subject=subject, text="Jag är Karin")
    drop(drop_folder, "d", sender=karin, subject="Utan nummer", text="Hej")
    drop(drop_folder, "e", sender=karin, subject=subject, text="Jag är på semester", auto="auto-replied")
    worker.run(app, once=True)
    session.rollback()
    message = session.scalars(sa.select(CaseMessage)).one()
    assert (message.text, message.author_name, message.source) == ("Nu funkar den!", "Karin Lund", "mail")
    assert session.scalars(sa.select(CaseFile.media_type)).all() == ["image/jpeg"]
    place = drop_folder / "inkommande"
    assert {path.stem for path in (place / "klara").iterdir()} == {"a", "b"}
    assert {path.stem for path in (place / "avvisade").iterdir()} == {"c", "d", "e"}
    assert {row.result for row in session.scalars(sa.select(TicketingEvent))} == {"done", "stranger"}


def test_a_mail_says_something_and_decides_nothing(
    app: Flask, session: Session, people: People, drop_folder: Path
) -> None:
    case = case_of(session, people, "maria", asked=("manager",))
    drop(drop_folder, "f", sender=people["jonas"].email, subject=f"[{case.number}]", text="Ja, godkänt!")
    worker.run(app, once=True)
    session.rollback()
    assert (case.state, case.outcome) == ("new", "")
    assert session.scalars(sa.select(CaseMessage.author_name)).all() == ["Jonas Berg"]


def test_what_is_answered_to_is_cut_away() -> None:
    assert own_words("Hej\n> gammalt\nslut") == "Hej\nslut"
    assert own_words("Tack\r\n\r\nFrån: IT\r\nÄmne: x") == "Tack"
    assert own_words("On Monday Karin wrote:\nx") == ""


@pytest.mark.rule("R-152")
def test_solved_cases_close_by_themselves_after_the_working_days(
    app: Flask, session: Session, people: People, client_as: SignIn, clock: Clock
) -> None:
    case = case_of(session, people)
    client_as("omar").post(f"/arenden/{case.number}/hantera", {"version": "1", "atgard": "los", "text": "Klart"})
    for days, state in ((4, "solved"), (3, "closed")):
        clock.forward(days=days)
        worker.run(app, once=True)
        session.rollback()
        assert session.scalars(sa.select(Case.state)).one() == state
