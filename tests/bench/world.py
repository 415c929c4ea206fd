"""A loaded database to measure on, kept between runs, and the app on a copy of it."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import resource
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import web
from app.config import Config
from app.demo.load import load
from app.factory import alembic, create_app
from app.identity import actions
from tests.databases import MOMENT, SECRET, postgres, postgres_url

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "var" / "bench"
# What a loaded database depends on: when any of it changes, it is loaded anew.
SOURCES = (
    "migrations/*.py",
    "app/demo/*",
    "app/*/models.py",
    "app/history.py",
    "catalogue/*.toml",
    "catalogue/editions/*",
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much is loaded besides the demo year."""

    orders: int
    people: int = 5000
    devices: int = 20000


@dataclass(frozen=True, slots=True)
class Loading:
    """What loading cost; `seconds` is 0 where a kept database was used."""

    orders: int
    seconds: float
    peak_mb: float


class World:
    """One database with its app, whose clock stands still at the moment of loading."""

    def __init__(self, kind: str, size: Size) -> None:
        self.kind, self.size = kind, size
        self.key = f"{_digest()}_{size.orders}_{size.people}_{size.devices}"
        KEPT.mkdir(parents=True, exist_ok=True)
        self.loading = self._original()
        self.url = self._copy()
        self.config = _config(self.url)
        self.app = create_app(self.config, clock=lambda: MOMENT)
        self.engine = self._engine()

    def _engine(self) -> sa.Engine:
        with self.app.app_context():
            return web.store.engine

    def _original(self) -> Loading:
        """Load once, and keep it for the next run."""
        if self.kind == "postgresql":
            return self._original_postgres()
        file = KEPT / f"{self.key}.db"
        if file.exists():
            return Loading(self.size.orders, 0.0, 0.0)
        for old in KEPT.glob("*.db*"):
            old.unlink()
        making = file.with_suffix(".db.making")
        loading = _load(f"sqlite:///{making}", self.size)
        making.rename(file)
        return loading

    def _original_postgres(self) -> Loading:
        name = f"bench_{self.key}"
        with postgres().connect() as admin:
            kept = list(admin.scalars(sa.text("SELECT datname FROM pg_database WHERE datname LIKE 'bench\\_%'")))
            if name in kept:
                return Loading(self.size.orders, 0.0, 0.0)
            for old in kept:
                admin.execute(sa.text(f'DROP DATABASE "{old}" WITH (FORCE)'))
            admin.execute(sa.text(f'CREATE DATABASE "{name}_making"'))
            loading = _load(postgres_url(f"{name}_making"), self.size)
            admin.execute(sa.text(f'ALTER DATABASE "{name}_making" RENAME TO "{name}"'))
        return loading

    def _copy(self) -> str:
        """A copy to place orders in, so that every run begins alike."""
        if self.kind == "sqlite":
            work = KEPT / "work.db"
            for tail in ("", "-wal", "-shm"):
                Path(f"{work}{tail}").unlink(missing_ok=True)
            shutil.copyfile(KEPT / f"{self.key}.db", work)
            return f"sqlite:///{work}"
        with postgres().connect() as admin:
            admin.execute(sa.text('DROP DATABASE IF EXISTS "benchwork" WITH (FORCE)'))
            admin.execute(sa.text(f'CREATE DATABASE "benchwork" TEMPLATE "bench_{self.key}" STRATEGY FILE_COPY'))
            admin.execute(sa.text('ALTER DATABASE "benchwork" SET jit = off'))
        with sa.create_engine(postgres_url("benchwork"), isolation_level="AUTOCOMMIT").connect() as fresh:
            fresh.execute(sa.text("VACUUM ANALYZE"))
        return postgres_url("benchwork")

    def tokens(self, people: list[str], *, real_clock: bool = False) -> dict[str, str]:
        """Sign people in; the token of each one's session cookie."""
        at = dt.datetime.now(dt.UTC) if real_clock else MOMENT
        with self.session() as session:
            given = {
                key: actions.sign_in(session, provider="demo", subject=key, browser="bench", at=at) for key in people
            }
            session.commit()
        return given

    @contextlib.contextmanager
    def session(self) -> Iterator[Session]:
        """A session on the app's database."""
        with self.app.app_context(), web.store.sessionmaker() as session:
            yield session

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _config(url: str) -> Config:
    return Config(mode="demo", data_dir=KEPT, database_url=url, secret_key=SECRET, dispatch_delay=600)


def _load(url: str, size: Size) -> Loading:
    """Load a database; the seconds are those of the orders in bulk alone."""
    app = create_app(_config(url))
    spent = 0.0
    with app.app_context():
        alembic.upgrade()
        began = time.perf_counter()
        for line in load(
            web.store.sessionmaker, now=MOMENT, orders=size.orders, people=size.people, devices=size.devices
        ):
            print(f"  {line}, {time.perf_counter() - began:.1f} s", flush=True)
            if line.endswith("orders"):
                spent = time.perf_counter() - began
            began = time.perf_counter()
        if app.config["SHOP"].database_url.startswith("sqlite"):
            with web.store.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        web.store.engine.dispose()
    return Loading(size.orders, spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _digest() -> str:
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for file in sorted(ROOT.glob(pattern)):
            if file.is_file():
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
