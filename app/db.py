"""The floor every row stands on: declarative base, column types, engine options and units of work.

Both databases are used through the same code. SQLite is told BEGIN IMMEDIATE for units of work that write, since a
deferred transaction that reads first and writes later loses updates without an error.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar, TypeVarTuple, cast

import sqlalchemy as sa
from sqlalchemy import event, orm
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql import visitors

try:
    from pysqlite3 import dbapi2 as sqlite
except ImportError:  # the wheel is missing on this platform: the standard library's SQLite stands in
    import sqlite3 as sqlite

# WAL is safe only from this version: earlier ones can corrupt the file when the log is reset.
WAL_SAFE = (3, 51, 3)
WRITES = "unit_of_work_writes"
BUSY_MILLISECONDS = 5000
Row = TypeVarTuple("Row")
Question = TypeVar("Question", bound=sa.ClauseElement)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(sa.TypeDecorator[dt.datetime]):
    """An aware UTC moment; naive values are refused, and SQLite gives back aware ones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Refuse naive moments (ValueError) and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without zone cannot be stored")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Give back an aware UTC moment."""
        if value is None or value.tzinfo is not None:
            return value and value.astimezone(dt.UTC)
        return value.replace(tzinfo=dt.UTC)


class Base(orm.DeclarativeBase):
    """Every table of the shop."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {
        dt.datetime: UtcDateTime,
        dict[str, Any]: sa.JSON,
        list[Any]: sa.JSON,
    }


def one_of(column: str, values: Iterable[str], name: str | None = None) -> sa.CheckConstraint:
    """A CHECK that keeps `column` within the given words."""
    words = ", ".join(f"'{word}'" for word in values)
    return sa.CheckConstraint(f"{column} IN ({words})", name=name or f"{column}_word")


def sqlite_module() -> ModuleType:
    """The SQLite driver in use."""
    module: ModuleType = sqlite
    return module


def sqlite_is_wal_safe() -> bool:
    """Whether this SQLite may keep a write-ahead log."""
    return tuple(sqlite.sqlite_version_info) >= WAL_SAFE


def engine_options(url: str) -> dict[str, Any]:
    """The options of `create_engine` for one database address."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return {"url": url, "module": sqlite, "pool_size": 8, "max_overflow": 8, "json_deserializer": read_json}
    return {
        "url": url,
        "json_deserializer": read_json,
        "pool_size": 4,
        "max_overflow": 4,
        "pool_pre_ping": False,
        "connect_args": {"options": "-c statement_timeout=30000 -c lock_timeout=5000 -c TimeZone=UTC"},
    }


def read_json(text: str | bytes) -> Any:
    """The value of a JSON column; most hold nothing, and reading that of a whole list costs as much as its rows."""
    if text in ("{}", b"{}"):
        return {}
    return [] if text in ("[]", b"[]") else json.loads(text)


def sqlite_url(data_dir: Path) -> str:
    """The embedded database's address in the data folder."""
    return f"sqlite:///{(data_dir / 'shop.db').resolve()}"


def prepare(engine: sa.Engine) -> sa.Engine:
    """Attach the connect and begin listeners an engine needs; returns the engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(raw: Any, _record: ConnectionPoolEntry) -> None:
    raw.isolation_level = None
    cursor = raw.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    if sqlite_is_wal_safe():
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
    else:
        cursor.execute("PRAGMA journal_mode=DELETE")
        cursor.execute("PRAGMA synchronous=EXTRA")
    cursor.execute("PRAGMA cache_size=-8000")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    if writes:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # never waits and never fails, so the driver is told without ceremony: it begins every page
        cast(Any, connection.connection.dbapi_connection).execute("BEGIN")


def begin_write(session: orm.Session) -> None:
    """Open the session's unit of work as one that writes (on SQLite: takes the write lock now)."""
    session.connection(execution_options={WRITES: True})


def plain(session: orm.Session, question: sa.Select[*Row], asked: Mapping[str, Any]) -> sa.CursorResult[*Row]:
    """The rows of a question about columns, asked of the connection: half the price of asking the session.

    What waits to be written is written first, as the session would.
    """
    session.flush()
    return cast("sa.CursorResult[*Row]", session.connection().execute(question, asked))


def settled(question: Question) -> Question:
    """The same question or condition with its constants written into it: what never changes need not be bound anew.

    For what is built once; texts and whole numbers of our own code are written, whatever else is bound as before.
    """
    return cast(Question, visitors.replacement_traverse(question, {}, _written))


def _written(element: Any, **_: Any) -> sa.ColumnElement[Any] | None:
    if not isinstance(element, sa.BindParameter) or element.required or element.callable:
        return None
    if element.expanding and element.value:
        return sa.literal_column(f"({', '.join(_literal(each, element.type) for each in element.value)})")
    if isinstance(element.value, str | int):
        return sa.literal_column(_literal(element.value, element.type), element.type)
    return None


def _literal(value: Any, kind: sa.types.TypeEngine[Any]) -> str:
    return str(sa.literal(value, kind).compile(compile_kwargs={"literal_binds": True}))


def locked(statement: sa.Select[*Row]) -> sa.Select[*Row]:
    """The same question, holding its rows until commit (PostgreSQL; SQLite holds its one write lock already)."""
    return statement.with_for_update()
