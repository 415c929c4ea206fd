"""What 5 000 invoice documents cost, paper and e-invoice: `python -m tests.bench.invoicing [documents] [kind]`.

The worker's own loop over a database with as many units, each with a reference and licences of its own. Aim: under five
minutes on two cores, with memory that does not grow with the number.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

DOCUMENTS, MONTH, EVERY = 5000, dt.date(2026, 11, 1), 500


def main(arguments: list[str]) -> None:
    """Make so many documents on one kind of database and print the pace and the memory."""
    from app import web  # here: the libraries count in what is measured
    from tests.databases import Database

    count = int(arguments[0]) if arguments else DOCUMENTS
    kind = arguments[1] if len(arguments) > 1 else "sqlite"
    with tempfile.TemporaryDirectory() as folder:
        database = Database(kind, Path(folder), "invoicebench")
        database.renew()
        with database.app.app_context(), web.store.sessionmaker() as session:
            _fill(session, count)
            size = _run(session)
        print(f"{kind}: {count} documents, {size // 1024 // count} kB kept of each")
        database.drop()


def _fill(session: Session, count: int) -> None:
    """A unit for each document, with a reference and three licences."""
    from app.db import begin_write
    from app.identity.models import Unit
    from app.invoicing import actions
    from app.licences.models import Licence
    from tests.app.invoicing.making import ELIN
    from tests.app.licences.making import licence
    from tests.databases import MOMENT

    first = licence(session, "karin")
    unit = session.get_one(Unit, first.unit_id)
    plain = {column.name: getattr(first, column.name) for column in sa.inspect(Licence).columns if column.name != "id"}
    session.rollback()
    begin_write(session)
    own = {"organisation_id": unit.organisation_id, "segment": unit.segment, "version": 1, "awaits_placing": False}
    session.execute(
        sa.insert(Unit), [{"name": f"Enhet {n}", "invoice_reference": f"REF{n:05}", **own} for n in range(1, count)]
    )
    ids = session.scalars(sa.select(Unit.id).where(Unit.invoice_reference.like("REF%")).order_by(Unit.id)).all()
    rows = [
        plain | {"number": f"LX{number}-{each}", "unit_id": unit_id, "holder_id": None, "holder_name": "",
                 "place": f"Plats {number}-{each}", "name": f"Licens {each}", "price": 10_000 + each}
        for number, unit_id in enumerate(ids) for each in range(3)
    ]  # fmt: skip
    for start in range(0, len(rows), 5000):
        session.execute(sa.insert(Licence), rows[start : start + 5000])
    actions.start(session, MONTH, actor=ELIN, at=MOMENT, today=MOMENT.date())
    session.commit()


def _run(session: Session) -> int:
    """Carry the run as the worker does; the bytes that are kept."""
    from app import web
    from app.db import begin_write
    from app.invoicing.models import InvoicePaper
    from app.worker.invoices import carry_runs
    from tests.databases import MOMENT

    began, spent, done = time.perf_counter(), time.process_time(), 0

    @contextmanager
    def reading() -> Iterator[tuple[Session, dt.datetime]]:
        with web.store.sessionmaker() as own:
            yield own, MOMENT

    @contextmanager
    def writing() -> Iterator[tuple[Session, dt.datetime]]:
        nonlocal done
        with web.store.sessionmaker() as own:
            begin_write(own)
            yield own, MOMENT
            own.commit()
        done += 1
        if done % EVERY == 0:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            took, cpu = time.perf_counter() - began, time.process_time() - spent
            print(f"{done} documents: {took:.0f} s, {cpu:.0f} s of processor, peak {peak} MB", flush=True)

    carry_runs(reading, writing, threading.Event())
    length = sa.select(sa.func.sum(sa.func.length(InvoicePaper.data)))
    return int(session.scalar(length) or 0)


if __name__ == "__main__":
    main(sys.argv[1:])
