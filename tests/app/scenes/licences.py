"""Licences of Karin's."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from sqlalchemy.orm import Session

from tests.app.licences import making
from tests.app.scenes import Scene


def licence(app: Flask, session: Session) -> Scene:
    """Karin's Power BI."""
    number = making.licence(session, "karin").number
    return Scene({"number": number}, number, {"owner": "karin"})


def ending_licence(app: Flask, session: Session) -> Scene:
    """Karin's Power BI, which her chef has ended."""
    last = dt.date(2027, 1, 15)
    number = making.licence(session, "karin", ends_on=last, told_of=last, why="review").number
    return Scene({"number": number}, number, {"owner": "karin"})


def screen_licence(app: Flask, session: Session) -> Scene:
    """The screen at the school's entrance, whose content Karin looks after."""
    number = making.licence(session, "karin", making.SCREEN, place="Entrén").number
    return Scene({"number": number}, number, {"owner": "karin"})
