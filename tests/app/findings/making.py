"""Gunnar's decisions about a computer that Karin bought without asking."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.exceptions.models import Finding
from app.identity.models import Organisation
from tests.client import Page, ShopClient

FOUND = {
    "token": "f" * 40, "vad": "Speldator från varuhuset", "slag": "computer", "serienummer": "GAME-4711-77",
    "innehavare": "Karin Lund", "plats": "Klassrum 4", "beskrivning": "Den dök upp i nätet.", "pris": "12 990",
}  # fmt: skip


def found(omar: ShopClient, session: Session, **changes: Any) -> str:
    """A finding that was reported and assessed; gives its number."""
    session.rollback()
    laxa = session.scalars(sa.select(Organisation.id).where(Organisation.key == "laxa")).one()
    session.rollback()
    page = omar.post("/it/avvikelser/ny", FOUND | {"organisation": str(laxa)} | changes)
    assert page.status == 303, page.text[:600]
    number = page.location.rpartition("/")[2]
    text = {"bedomning": "En speldator utan skydd.", "serienummer": "GAME-4711-77"}
    assert omar.post(f"/avvikelser/{number}/bedom", text).status == 303
    return number


def decide(gunnar: ShopClient, number: str, *sorts: str, **more: Any) -> Page:
    """The head of IT decides."""
    form = {"beslut": "pafoljder", "pafoljd": list(sorts), "skal": "Den saknar skydd och köptes utan fråga."}
    return gunnar.post(f"/avvikelser/{number}/beslut", form | more)


def row(session: Session, number: str) -> Finding:
    """A finding as it stands."""
    session.rollback()
    return session.scalars(sa.select(Finding).where(Finding.number == number)).one()
