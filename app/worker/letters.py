"""Carries letters: claimed under a lease, carried outside any transaction, then marked."""

from __future__ import annotations

import sqlalchemy as sa
import structlog

from app import outbox
from app.outbox import Letter
from app.worker import gathering
from app.worker.carry import Carrier
from app.worker.units import Units

log = structlog.get_logger("shop.worker")


def carry_next(units: Units) -> bool:
    """Carry the next due letter; False when none waits."""
    letter = _claim(units)
    if letter is None:
        return False
    if letter.kind == "mail" and _gathered(units, letter):
        return True
    carrier = Carrier(units.app, units.config, letter)
    try:
        if carrier.needs_document:
            with units.writing() as (session, now):
                carrier.prepare(session, now)
        carrier.carry()
    except Exception as error:  # whatever a letter fails with, the next one goes on
        log.warning("letter_failed", key=letter.key, tries=letter.tries, error=repr(error)[:300])
        with units.writing() as (session, now):
            outbox.failed(session, letter, now, repr(error))
        return True
    with units.writing() as (session, now):
        outbox.sent(session, letter, now)
        carrier.arrived(session, now)
    return True


def _gathered(units: Units, letter: Letter) -> bool:
    """Whether a letter is not carried by itself: it is unwanted, waits for the morning, or goes with others."""
    with units.reading() as (session, now):
        fate = gathering.fate(session, letter, now)
    if fate == gathering.CARRY:
        return False
    with units.writing() as (session, now):
        gathering.settle(session, letter, fate, now)
    return True


def _claim(units: Units) -> Letter | None:
    with units.reading() as (session, now):
        due = sa.select(Letter.id).where(Letter.state == "waiting", Letter.due_at <= now).limit(1)
        if session.scalar(due) is None:
            return None
    with units.writing() as (session, now):
        letter = outbox.claim(session, now)
        if letter is not None:
            session.expunge(letter)
        return letter
