"""Carries letters, sends partner orders after the undo window and closes what nobody confirmed, until told to stop.

Each piece of work is a short transaction of its own. A letter is claimed under a lease, carried outside any
transaction and then marked; dying in between means that it is carried again, under the same message id.
"""

from __future__ import annotations

import datetime as dt
import signal
from collections.abc import Callable

import sqlalchemy as sa
import structlog
from flask import Flask

from app import outbox
from app.worker import chores
from app.worker.letters import carry_next
from app.worker.units import Units

BEAT_EVERY = dt.timedelta(seconds=15)
MOST_BUSY = 10
BEFORE = (chores.plans, chores.remind_returns, chores.carry_invoices)
DUE = (
    chores.overdue, chores.unconfirmed, chores.tend_range, chores.tend_devices, chores.tend_outside, chores.tend_desks,
    chores.tend_licences, chores.tend_cases,
)  # fmt: skip

log = structlog.get_logger("shop.worker")


def run(app: Flask, *, once: bool = False) -> None:
    """Work until SIGTERM or SIGINT; with `once`, send what waits now without the undo window, and end."""
    units = Units(app)
    if once:
        finish(units)
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: units.stop.set())
    loop(units)


def loop(units: Units) -> None:
    """A round a second; a busy database or a fault in one piece of work is waited out."""
    while not units.stop.is_set():
        for chore in (_beat, chores.sweep, chores.clear, *BEFORE, _partner_orders, *DUE, _letters, chores.book):
            _try(units, chore)
        units.rest(0.8, 1.2)


def finish(units: Units) -> None:
    """One round without the undo window, planned changes first; a busy database is tried again, faults raised."""
    for attempt in range(MOST_BUSY):
        try:
            for chore in (*BEFORE, lambda units: chores.partner_orders(units, 0), *DUE, _letters, chores.book):
                chore(units)
        except sa.exc.OperationalError:
            if attempt == MOST_BUSY - 1:
                raise
            units.rest(0.2, 1.0)
        else:
            return


def _try(units: Units, chore: Callable[[Units], None]) -> None:
    try:
        chore(units)
    except sa.exc.OperationalError as error:
        log.warning("database_busy", error=str(error)[:200])
        units.rest(1, 3)
    except Exception:  # one piece of work that fails must not end the others; the log tells what it was
        log.exception("work_failed")
        units.rest(2, 5)


def _beat(units: Units) -> None:
    if units.is_time("beat", BEAT_EVERY):
        with units.writing() as (session, now):
            outbox.beat(session, "worker", now)


def _partner_orders(units: Units) -> None:
    chores.partner_orders(units, units.config.dispatch_delay)


def _letters(units: Units) -> None:
    while not units.stop.is_set() and carry_next(units):
        pass
