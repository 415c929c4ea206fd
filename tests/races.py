"""Several hands at the same moment, each in a thread and a unit of work of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import web
from app.db import begin_write
from app.refusal import Changed, Forbidden, Missing, Refused

Verb = Callable[[Session], object]


def at_once(app: Flask, verbs: list[Verb]) -> None:
    """Every verb in a thread and a unit of work of its own, as requests would do them."""
    ready = threading.Barrier(len(verbs))

    def run(verb: Verb) -> None:
        with app.app_context(), web.store.sessionmaker() as own:
            ready.wait()
            for _ in range(30):
                try:
                    begin_write(own)
                    verb(own)
                    own.commit()
                except (Changed, Forbidden, Missing, Refused):
                    own.rollback()
                except sa.exc.OperationalError:
                    own.rollback()
                    continue
                return

    workers = [threading.Thread(target=run, args=(verb,)) for verb in verbs]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
