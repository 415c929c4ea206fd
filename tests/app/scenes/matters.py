"""What happens to things: claims, thefts."""

from __future__ import annotations

from urllib.parse import unquote

from flask import Flask
from sqlalchemy.orm import Session

from tests.app.devices import making
from tests.app.scenes import Scene
from tests.app.warranty.making import claimed
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People


def claim(app: Flask, session: Session) -> Scene:
    """A claim on Karin's computer, at IT."""
    people = People(session, lambda: MOMENT)  # type: ignore[arg-type]  # a clock that stands still
    made = claimed(session, people, "karin", making.device(session, "karin").tag)
    return Scene({"number": made.number}, mark=made.number)


def theft(app: Flask, session: Session) -> Scene:
    """Karin's computer is stolen."""
    device = making.device(session, "karin")
    karin = ShopClient(app, "karin")
    form = {"vad": "theft", "nar": MOMENT.date().isoformat(), "plats": "Sal 14", "beskrivning": "Borta."}
    number = karin.post(f"/enheter/{device.tag}/stold", form).location.rsplit("/", 1)[-1].split("?")[0]
    return Scene({"number": unquote(number)}, mark=unquote(number))


def hand_in(app: Flask, session: Session) -> Scene:
    """Karin's computer is on its way in."""
    device = making.device(session, "karin")
    form = {"varfor": "unneeded", "hur": "place", "plats": "Expeditionen"}
    answer = ShopClient(app, "karin").post(f"/enheter/{device.tag}/lamna-in", form)
    number = unquote(answer.location.rsplit("/", 1)[-1].split("?")[0])
    return Scene({"number": number}, mark=number)
