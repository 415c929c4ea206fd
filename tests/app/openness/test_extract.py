"""PROMISES 69, 70, 76: what is held of people is listed, and one person gets all of theirs and nothing of others."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from app import history
from app.identity.models import Organisation, Person, RoleGrant
from app.openness import queries
from app.openness.queries.masking import Mask
from app.openness.queries.sheet import sheet_of
from tests.app.orders.making import HEADSET, PHONE, decide, place, request
from tests.client import ShopClient
from tests.databases import MOMENT, Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]


@pytest.fixture
def lived(client_as: SignIn, session: Session) -> str:
    """Karin has ordered for herself and for a colleague, Anders has decided; gives the order's number."""
    karin = client_as("karin")
    number = place(karin, PHONE, HEADSET)
    decide(client_as("anders"), request(session, number).id, "avsla", meddelande="Fråga Anders Ek eller Olle Persson.")
    karin.post("/varukorg/rader", {"item": HEADSET, "antal": "2"})
    return number


def data_of(browser: ShopClient, path: str = "/personuppgifter/hamta") -> dict[str, Any]:
    """The extract as data."""
    answer = browser.post(path, {"form": "json"}).answer
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.get_data())
    return found


def rows(extract: dict[str, Any], table: str) -> list[dict[str, Any]]:
    """The rows of one table in an extract."""
    return [row for held in extract["holdings"] if held["table"] == table for row in held["rows"]]


def noted(session: Session) -> history.HistoryEntry:
    """The one entry of the log that tells of an extract."""
    session.rollback()
    found = sa.select(history.HistoryEntry).where(history.HistoryEntry.event == "person.extracted")
    return session.scalars(found).one()


def others(session: Session, own: str) -> list[str]:
    """The names and addresses of everybody else."""
    found = session.execute(sa.select(Person.name, Person.email).where(Person.subject != own)).all()
    return [text for row in found for text in row]


def test_it_holds_everything_on_me(client_as: SignIn, lived: str) -> None:
    extract = data_of(client_as("karin"))
    assert rows(extract, "person")[0]["email"].startswith("karin@")
    assert rows(extract, "customer_order")[0]["number"] == lived
    assert rows(extract, "customer_order")[0]["orderer_id"] == "du"
    assert len(rows(extract, "order_line")) == 2
    assert {row["outcome"] for row in rows(extract, "decision")} == {"declined"}
    assert rows(extract, "basket_line")
    assert rows(extract, "sign_in_session")
    assert rows(extract, "sign_in_attempt")
    assert any("Beställningen gjordes" in row["event"] for row in rows(extract, "history_entry"))
    assert rows(extract, "letter")


@pytest.mark.parametrize("person", ["karin", "anders", "omar"])
def test_it_holds_nothing_of_others(client_as: SignIn, session: Session, lived: str, person: str) -> None:
    browser = client_as(person)
    text = json.dumps(data_of(browser), ensure_ascii=False)
    assert [name for name in others(session, person) if name in text] == []
    key = session.scalars(sa.select(Person.id).where(Person.subject == person)).one()
    paper = sheet_of(queries.extract(session, key, at=MOMENT), queries.rules(session))
    assert [name for name in others(session, person) if name in repr(paper)] == []


def test_a_decider_is_masked_also_in_free_text(client_as: SignIn, lived: str) -> None:
    extract = data_of(client_as("karin"))
    assert rows(extract, "approval_request")[0]["decider_id"] == "(annan person)"
    assert rows(extract, "decision")[0]["reason"].startswith("Fråga (annan person) eller")


def test_no_secret_and_no_key_of_the_machine_is_in_it(client_as: SignIn, session: Session, lived: str) -> None:
    text = json.dumps(data_of(client_as("karin")))
    for hidden in ("token", "sealed", "digest", "handle_hash", "end_hint"):
        assert f'"{hidden}' not in text


def test_the_paper_is_tagged_swedish_and_opens_as_no_page(client_as: SignIn, lived: str) -> None:
    answer = client_as("karin").post("/personuppgifter/hamta", {"form": "pdf"}).answer
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=registerutdrag-2026-11-23.pdf")
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["Cache-Control"] == "no-store"
    with pikepdf.open(io.BytesIO(answer.get_data())) as paper:
        assert str(paper.Root.Lang).startswith("sv")
        assert "/StructTreeRoot" in paper.Root


def test_taking_it_out_is_in_the_log(client_as: SignIn, session: Session, people: People) -> None:
    data_of(client_as("karin"))
    entry = noted(session)
    assert (entry.actor_id, entry.subject_id) == (people["karin"].id, people["karin"].id)


def test_taking_out_everything_demands_a_recent_sign_in(client_as: SignIn, clock: Clock) -> None:
    karin = client_as("karin")
    clock.forward(minutes=40)
    karin.get("/")
    clock.forward(minutes=30)
    answer = karin.post(
        "/personuppgifter/hamta", {"form": "pdf"}, headers={"Referer": "http://localhost/personuppgifter"}
    )
    assert answer.location == "/logga-in/bekrafta?vidare=/personuppgifter"


def test_the_administrator_finds_somebody_and_takes_out_theirs(
    client_as: SignIn, session: Session, people: People, lived: str
) -> None:
    alva, karin = client_as("alva"), people["karin"]
    with capture_logs() as logs:
        page = alva.get("/admin/personuppgifter?q=karin")
        shown = alva.get(f"/admin/personuppgifter/{karin.id}")
    assert "Karin Lund" in page.text
    assert "Beställningar och beslut" in shown.text
    read = [line for line in logs if line["event"] == "read_of_others"]
    assert [(line["what"], line["who"]) for line in read] == [
        ("people", people["alva"].id),
        ("person", people["alva"].id),
    ]
    extract = data_of(alva, f"/admin/personuppgifter/{karin.id}/utdrag")
    assert extract["person"] == "Karin Lund"
    entry = noted(session)
    assert (entry.actor_id, entry.subject_id) == (people["alva"].id, karin.id)


def test_to_others_it_is_not_there(client_as: SignIn, session: Session, people: People) -> None:
    laxa = session.scalars(sa.select(Organisation.id).where(Organisation.key == "laxa")).one()
    session.add(RoleGrant(
        person_id=people["eva"].id, role="admin", organisation_id=laxa, valid_from=MOMENT.date(), valid_to=None
    ))  # fmt: skip
    session.commit()
    eva, maria = client_as("eva"), people["maria"].id
    eva.get(f"/admin/personuppgifter/{people['karin'].id}")
    eva.get(f"/admin/personuppgifter/{maria}", status=404)
    assert eva.post(f"/admin/personuppgifter/{maria}/utdrag").status == 404
    assert "Maria" not in eva.get("/admin/personuppgifter?q=maria").soup.select_one("main").get_text()  # type: ignore[union-attr]  # there is a main
    client_as("karin").get("/admin/personuppgifter", status=403)


@pytest.mark.parametrize("key", ["karin", "id", "email"])
def test_the_command_writes_both_files(app: Flask, people: People, tmp_path: Path, key: str) -> None:
    karin = people["karin"]
    wanted = {"karin": "karin", "id": str(karin.id), "email": karin.email}[key]
    result = app.test_cli_runner().invoke(args=["people", "extract", wanted, "--to", str(tmp_path)])
    assert result.exit_code == 0, result.output
    names = sorted(path.suffix for path in tmp_path.iterdir())
    assert names == [".json", ".pdf"]
    assert json.loads(next(tmp_path.glob("*.json")).read_text(encoding="utf-8"))["person"] == "Karin Lund"


def test_the_command_says_when_nobody_is_meant(app: Flask, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["people", "extract", "nobody", "--to", str(tmp_path)])
    assert result.exit_code == 1
    assert "No one person" in result.output


def test_the_record_is_open_to_everybody_and_tells_time_ground_and_level(client_as: SignIn) -> None:
    page = client_as("").get("/personuppgifter")
    assert "7 år efter räkenskapsåret" in page.text
    assert "Rättslig förpliktelse" in page.text
    assert "K2 R2 T2" in page.text
    assert "Hämta som PDF" not in page.text
    assert "Hämta som PDF" in client_as("karin").get("/personuppgifter").text


@pytest.mark.parametrize("path", ["/personuppgifter", "/tillganglighet"])
def test_statements_are_reached_without_a_sign_in(client_as: SignIn, path: str) -> None:
    assert client_as("").get(path).status == 200


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Fråga Anders Ek.", "Fråga (annan person)."),
        ("Anders Ekman och Anders Ek", "(annan person) och (annan person)"),
        ("Anders Eklund", "Anders Eklund"),
        ("Karin Lund, karin@laxa.example", "Karin Lund, karin@laxa.example"),
        ("Mejla eva.strand@laxa.example", "Mejla (annan person)"),
    ],
)
def test_names_are_masked_whole_and_wherever_they_stand(text: str, masked: str) -> None:
    mask = Mask(["Anders Ek", "Anders Ekman", "Karin Lund", ""], ("Karin Lund", "karin@laxa.example"))
    assert mask({"a": [text]}) == {"a": [masked]}
