"""The worker that carries invoice runs, and may die on its way."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy.orm import Session

from app import web
from app.db import begin_write
from app.worker.invoices import carry_runs
from tests.databases import MOMENT


def work(app: Flask, *, documents: int = 10**6) -> None:
    """Carry the runs as a worker does; it dies at the commit that comes after so many documents."""
    left = documents

    @contextmanager
    def writing() -> Iterator[tuple[Session, dt.datetime]]:
        nonlocal left
        with app.app_context(), web.store.sessionmaker() as session:
            begin_write(session)
            yield session, MOMENT
            if left == 0:
                raise KeyboardInterrupt
            left -= 1
            session.commit()

    @contextmanager
    def reading() -> Iterator[tuple[Session, dt.datetime]]:
        with app.app_context(), web.store.sessionmaker() as session:
            yield session, MOMENT

    carry_runs(reading, writing, threading.Event())
