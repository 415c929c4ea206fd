"""Capital costs that somebody asked for, a member at a time: each in a unit of work of its own."""

from __future__ import annotations

import threading

from app.contribution import actions as contribution
from app.contribution.queries import unfinished
from app.worker.invoices import Unit


def carry_costs(reading: Unit, writing: Unit, stop: threading.Event) -> None:
    """Go on with what is asked for, until it is done or this process is told to stop."""
    with reading() as (session, _now):
        run_id = unfinished(session)
    while run_id is not None and not stop.is_set():
        with writing() as (session, now):
            more = contribution.carry_on(session, run_id, at=now)
        run_id = run_id if more else None
