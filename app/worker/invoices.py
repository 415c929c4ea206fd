"""Runs of invoices, each document in a unit of work of its own, and the answers that the access point leaves."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, TypeAlias

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from app.contribution.actions import issuing
from app.history import Actor
from app.invoicing import actions as invoicing
from app.invoicing.queries.recharges import Group
from app.refusal import Refused
from app.ubl import MOST_BYTES
from app.words import say

Unit: TypeAlias = Callable[[], AbstractContextManager[tuple[Session, dt.datetime]]]
MOST_AT_ONCE, TAKEN, UNREADABLE = 50, "taken", "unreadable"
log = structlog.get_logger("shop.worker")


class Room(Protocol):
    """A room whose invoices are issued by runs: what is under way and left, one document, a fault, and the end."""

    def unfinished(self, session: Session) -> list[int]:
        """The runs under way."""

    def left(self, session: Session, run_id: int) -> list[Group]:
        """Whom a run still has to invoice."""

    def carry_on(self, session: Session, run_id: int, group: Group, *, at: dt.datetime) -> bool:
        """Issue one document; whether there is more for the same customer."""

    def give_up(self, session: Session, run_id: int, group: Group) -> None:
        """Note a fault that nobody foresaw."""

    def end(self, session: Session, run_id: int, *, at: dt.datetime) -> object:
        """End a run."""


ROOMS: tuple[Room, ...] = (issuing, invoicing)


def carry_runs(reading: Unit, writing: Unit, stop: threading.Event) -> None:
    """Go on with every run that is under way, until it has ended or this process is told to stop."""
    for room in ROOMS:
        with reading() as (session, _now):
            runs = [(run_id, room.left(session, run_id)) for run_id in room.unfinished(session)]
        for run_id, left in runs:
            for group in left:
                more = True
                while more and not stop.is_set():
                    more = _document(room, writing, run_id, group)
            if not stop.is_set():
                with writing() as (session, now):
                    room.end(session, run_id, at=now)


def take_in_responses(folder: Path, writing: Unit) -> None:
    """Take in the answers that the access point has left; each is laid aside as taken or as not understood."""
    for path in sorted(folder.glob("*.xml"))[:MOST_AT_ONCE]:
        aside = folder / (TAKEN if _response(path, writing) else UNREADABLE)
        aside.mkdir(exist_ok=True)
        path.replace(aside / path.name)


def _response(path: Path, writing: Unit) -> bool:
    """One answer; what cannot be taken in stands in nobody's way."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        with writing() as (session, now):
            taken = invoicing.take_in(session, data, actor=Actor(None, say("invoicing.text.point")), at=now)
    except sa.exc.OperationalError:
        raise
    except Refused as refused:
        log.warning("invoice_response_refused", file=path.name, why=refused.key)
        return False
    except Exception:  # the next answer must still be read
        log.exception("invoice_response_failed", file=path.name)
        return False
    log.info("invoice_response", file=path.name, invoice=taken.number, code=taken.code)
    return True


def _document(room: Room, writing: Unit, run_id: int, group: Group) -> bool:
    """One document; what fails is logged, noted on the run and stands in nobody's way."""
    try:
        with writing() as (session, now):
            return room.carry_on(session, run_id, group, at=now)
    except sa.exc.OperationalError:
        raise
    except Exception:  # the next customer must still get theirs
        log.exception("invoice_failed", run=run_id, customer=group.customer_id)
        with writing() as (session, _now):
            room.give_up(session, run_id, group)
        return False
