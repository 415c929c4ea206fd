"""Drafts of operations messages."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from tests.app.notices import making
from tests.app.scenes import Scene
from tests.databases import Clock
from tests.people import People


def message_draft(app: Flask, session: Session) -> Scene:
    """A draft for Laxå, which only those who write for Laxå may see."""
    clock: Clock = app.config["CLOCK"]
    found = making.draft(session, People(session, clock))
    return Scene({"number": found.number}, found.number)
