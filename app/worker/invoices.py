"""Runs of invoices, document after document: each in a unit of work of its own, so that a run may stop anywhere."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeAlias

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from app.invoicing import actions as invoicing
from app.invoicing.queries.recharges import Group

Unit: TypeAlias = Callable[[], AbstractContextManager[tuple[Session, dt.datetime]]]
log = structlog.get_logger("shop.worker")


def carry_runs(reading: Unit, writing: Unit, stop: threading.Event) -> None:
    """Go on with every run that is under way, until it has ended or this process is told to stop."""
    with reading() as (session, _now):
        runs = [(run_id, invoicing.left(session, run_id)) for run_id in invoicing.unfinished(session)]
    for run_id, left in runs:
        for group in left:
            more = True
            while more and not stop.is_set():
                more = _document(writing, run_id, group)
        if not stop.is_set():
            with writing() as (session, now):
                invoicing.end(session, run_id, at=now)


def _document(writing: Unit, run_id: int, group: Group) -> bool:
    """One document; what fails is logged, noted on the run and stands in nobody's way."""
    try:
        with writing() as (session, now):
            return invoicing.carry_on(session, run_id, group, at=now)
    except sa.exc.OperationalError:
        raise
    except Exception:  # the next customer must still get theirs
        log.exception("invoice_failed", run=run_id, customer=group.customer_id)
        with writing() as (session, _now):
            invoicing.give_up(session, run_id, group)
        return False
