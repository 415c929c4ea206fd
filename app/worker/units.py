"""Units of work of the worker: short transactions of its own, and things looked after one by one."""

from __future__ import annotations

import datetime as dt
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
import structlog
from flask import Flask
from sqlalchemy.orm import Session

from app import web
from app.config import Config
from app.db import begin_write

log = structlog.get_logger("shop.worker")


class Units:
    """What all work of one process stands on; it keeps nothing that another process would need."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.config: Config = app.config["SHOP"]
        self.stop = threading.Event()
        self.due: dict[str, dt.datetime] = {}

    def now(self) -> dt.datetime:
        """The moment, UTC."""
        moment: dt.datetime = self.app.config["CLOCK"]()
        return moment

    @contextmanager
    def reading(self) -> Iterator[tuple[Session, dt.datetime]]:
        """A unit of work that only reads."""
        with self.app.app_context(), web.store.sessionmaker() as session:
            yield session, self.now()

    @contextmanager
    def writing(self) -> Iterator[tuple[Session, dt.datetime]]:
        """A short unit of work with its one commit."""
        with self.app.app_context(), web.store.sessionmaker() as session:
            begin_write(session)
            yield session, self.now()
            session.commit()

    def is_time(self, name: str, every: dt.timedelta) -> bool:
        """Whether something that is done now and then is due; then it is due again after a while."""
        now = self.now()
        if self.due.get(name, now) > now:
            return False
        self.due[name] = now + every
        return True

    @contextmanager
    def one(self, failed: str, **said: object) -> Iterator[tuple[Session, dt.datetime]]:
        """A unit of work for one thing of several; what fails is logged and stands in nobody's way."""
        try:
            with self.writing() as (session, now):
                yield session, now
        except sa.exc.OperationalError:
            raise
        except Exception:  # the next one must still be looked after
            log.exception(failed, **said)

    def rest(self, least: float, most: float) -> None:
        """Wait some seconds, never just as long as another worker, or until told to stop."""
        self.stop.wait(random.uniform(least, most))  # noqa: S311  # spreads workers in time, guards nothing
