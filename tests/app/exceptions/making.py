"""Karin wants something the range does not hold; Anders and Omar answer."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.desks.models import ApprovalRequest
from app.exceptions.models import ExceptionRequest
from tests.client import Page, ShopClient

PAGE = "/begar/utanfor-sortimentet"
WANTED: dict[str, Any] = {
    "token": "a" * 40, "vad": "Ritplatta för bildsal", "slag": "tablet", "antal": "1", "pris": "4 990",
    "leverantor": "Ritbutiken AB", "skal": "Bildlektionerna i årskurs 9.", "varfor": "Pennan känner inte av tryck.",
    "ansluts": "nej",
}  # fmt: skip


def pdf() -> bytes:
    """A small PDF."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    return out.getvalue()


def send(browser: ShopClient, **changes: Any) -> str:
    """Send a request; gives its number."""
    page = browser.post(PAGE, WANTED | changes)
    assert page.status == 303, page.text[:800]
    return page.location.rpartition("/")[2]


def asked(session: Session, number: str, step: str) -> ApprovalRequest:
    """The question about a request to chef or IT."""
    session.rollback()
    about = sa.select(ApprovalRequest).where(ApprovalRequest.label == number, ApprovalRequest.step == step)
    return session.scalars(about).one()


def state(session: Session, number: str) -> str:
    """Where a request stands."""
    session.rollback()
    return session.scalars(sa.select(ExceptionRequest.state).where(ExceptionRequest.number == number)).one()


def chef_says(browser: ShopClient, session: Session, number: str, word: str = "godkann", why: str = "") -> Page:
    """The chef's answer in the inbox."""
    url = f"/godkann/{asked(session, number, 'manager').id}"
    kept = browser.get(url).form(url)
    return browser.post(url, kept | {"beslut": word, "meddelande": why})


def it_says(browser: ShopClient, number: str, word: str = "ja", **more: str) -> Page:
    """IT's answer on its own page."""
    return browser.post(f"/it/undantag/{number}/beslut", {"beslut": word, **more})


def approved(client_as: Any, session: Session, **changes: Any) -> str:
    """A request that both have said yes to."""
    number = send(client_as("karin"), **changes)
    assert chef_says(client_as("anders"), session, number).status == 303
    assert it_says(client_as("omar"), number).status == 303
    return number
