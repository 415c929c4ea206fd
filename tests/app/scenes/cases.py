"""A case of Karin's."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from app.cases.actions import open_case
from catalogue.cases import CaseKind
from catalogue.terms import Queue
from tests.app.cases.making import new_case
from tests.app.scenes import Scene
from tests.databases import MOMENT
from tests.people import People


def case(app: Flask, session: Session) -> Scene:
    """A fault that waits in servicedesk's queue."""
    me = People(session, lambda: MOMENT).visitor("karin")  # type: ignore[arg-type]  # a clock that stands still
    made = open_case(session, me, new_case(kind=CaseKind.INCIDENT, queue=Queue.SERVICEDESK), at=MOMENT)
    session.commit()
    return Scene({"number": made.number}, mark=made.number)
