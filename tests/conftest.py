"""Fixtures that every test shares: the app on both databases, people, a client that inspects what it is given."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import settings
from sqlalchemy.orm import Session

from app import web
from tests.client import ShopClient
from tests.databases import KINDS, Clock, Database
from tests.people import People

# How long an example takes says more of what else the machine does than of the example.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


# What tests keep need not survive a power cut: in memory a commit of SQLite waits for no disk.
MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of its own is made in it
ROOM = 1 << 29


@pytest.fixture(scope="session")
def quick_folder() -> Iterator[Path]:
    """A folder in memory where there is room for it (bytes), else an ordinary one."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    with tempfile.TemporaryDirectory(prefix="it-butiken-", dir=MEMORY if roomy else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def databases(quick_folder: Path) -> Iterator[Callable[[str], Database]]:
    """Databases by kind, made when first asked for."""
    made: dict[str, Database] = {}
    folder = quick_folder / "shop"
    folder.mkdir()

    def give(kind: str) -> Database:
        if kind not in made:
            place = folder / kind
            place.mkdir(exist_ok=True)
            made[kind] = Database(kind, place, f"t{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}")
        return made[kind]

    yield give
    for database in made.values():
        database.drop()


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, databases: Callable[[str], Database]) -> Database:
    """A fresh database; every test that uses it runs on both kinds."""
    found = databases(request.param)
    found.renew()
    return found


@pytest.fixture
def app(database: Database) -> Iterator[Flask]:
    """The app on a fresh database, with an app context for direct use of its session."""
    with database.app.app_context():
        yield database.app
        web.store.session.rollback()


@pytest.fixture
def clock(database: Database) -> Clock:
    """The clock of the app: `clock.forward(days=3)`."""
    return database.clock


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session of the test's own; commit it to let the app see what was changed."""
    with web.store.sessionmaker() as own:
        yield own


@pytest.fixture
def people(session: Session, clock: Clock) -> People:
    """The demo people by key: `people["karin"].id`, `people.visitor("karin")`."""
    return People(session, clock)


@pytest.fixture
def client_as(database: Database) -> Callable[[str], ShopClient]:
    """A browser signed in as a demo person (or nobody for an empty key)."""

    def sign_in(person: str) -> ShopClient:
        return ShopClient(database.app, person)

    return sign_in


@pytest.fixture
def data_dir(database: Database) -> Path:
    """The data folder of the app."""
    return database.folder


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], list[str]]:
    """A list that fills with every SQL statement the app runs from the call on."""

    def begin() -> list[str]:
        seen: list[str] = []

        def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(("PRAGMA", "BEGIN", "SHOW")):
                seen.append(statement)

        sa.event.listen(web.store.engine, "before_cursor_execute", note)
        return seen

    return begin
