"""Cases for tests, opened as rooms above open them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.cases.actions import NewCase, open_case
from app.cases.models import Case
from catalogue.cases import CaseKind
from catalogue.terms import Queue
from tests.databases import MOMENT
from tests.people import People


def new_case(**changed: Any) -> NewCase:
    """What a case begins with, with changes."""
    usual: dict[str, Any] = {
        "kind": CaseKind.SERVICE_REQUEST, "topic": "other", "subject": "Skrivaren i korridoren blinkar",
        "queue": Queue.SERVICEDESK, "due_days": 3, "description": "Den blinkar rött och skriver inte ut.",
    }  # fmt: skip
    return NewCase(**(usual | changed))


def case_of(session: Session, people: People, key: str = "karin", **changed: Any) -> Case:
    """A case of somebody's, committed."""
    session.rollback()
    made = open_case(session, people.visitor(key), new_case(**changed), at=MOMENT)
    session.commit()
    return made
