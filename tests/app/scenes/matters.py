"""What happens to things: claims."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from tests.app.devices import making
from tests.app.scenes import Scene
from tests.app.warranty.making import claimed
from tests.databases import MOMENT
from tests.people import People


def claim(app: Flask, session: Session) -> Scene:
    """A claim on Karin's computer, at IT."""
    people = People(session, lambda: MOMENT)  # type: ignore[arg-type]  # a clock that stands still
    made = claimed(session, people, "karin", making.device(session, "karin").tag)
    return Scene({"number": made.number}, mark=made.number)
