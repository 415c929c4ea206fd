"""The record of processing is whole: every table that points at people, or holds their names, stands in it."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from flask import Flask

from app.db import Base
from app.openness.queries import HOLDINGS, PROPOSALS, SOURCES, Source
from app.openness.queries.extract import TECHNICAL
from app.words import words
from tests.house.tree import no_faults


def pointers(table: sa.Table) -> Iterator[str]:
    """The columns of a table that point at people."""
    for column in table.columns:
        if column.name != "id" and any(key.column.table.name == "person" for key in column.foreign_keys):
            yield column.name


def missing(tables: dict[str, sa.Table], sources: dict[str, Source]) -> list[str]:
    """Columns that point at people and are not in the record."""
    faults = []
    for name, table in tables.items():
        source = sources.get(name)
        known = {*source.own, *source.third} if source else set()
        faults += [
            f"{name}.{column} points at a person: add it to app/openness/queries/record.py (own: the row is theirs; "
            "third: it is somebody else's and its name is masked)"
            for column in pointers(table)
            if column not in known
        ]
    return faults


def nameless(tables: dict[str, sa.Table], sources: dict[str, Source]) -> list[str]:
    """Columns with the name of somebody that the record does not know as such."""
    faults = []
    for name, table in tables.items():
        beside = {f"{column.removesuffix('_id')}_name" for column in pointers(table)}
        known = set(sources[name].names) if name in sources else set()
        faults += [
            f"{name}.{column.name} is somebody's name: add it to `names` of the table in app/openness/queries/record.py"
            for column in table.columns
            if column.name in beside | {"recipient_name", "holder_name"} and column.name not in known
        ]
    return faults


def strays(tables: dict[str, sa.Table], sources: dict[str, Source]) -> list[str]:
    """What the record says of tables or columns that do not exist."""
    faults = []
    for name, source in sources.items():
        columns = set(tables[name].columns.keys()) if name in tables else set()
        told = {*source.own, *source.third, *source.names, *filter(None, source.names.values()), *source.hidden}
        told |= {source.via[0]} if source.via else set()
        faults += [f"{name}.{column} does not exist" for column in sorted(told - columns)]
    return faults


def test_every_table_that_points_at_people_is_in_the_record(shop: Flask) -> None:
    tables, sources = dict(Base.metadata.tables), dict(SOURCES)
    no_faults(missing(tables, sources) + nameless(tables, sources) + strays(tables, sources))


def unnamed(sources: dict[str, Source], known: dict[str, str]) -> list[str]:
    """Columns that people read about themselves, and that have no name in Swedish."""
    columns = {
        column.name
        for source in sources.values()
        for column in source.rows.columns
        if column.name not in {*source.hidden, *TECHNICAL}
    }
    told = {key.removeprefix("openness.column.") for key in known}
    return [f"{name} is read by people: name it in [column] of app/words/sv/openness.toml" for name in columns - told]


def test_every_column_that_people_read_has_a_name(shop: Flask) -> None:
    no_faults(sorted(unnamed(dict(SOURCES), words())))
    assert unnamed(dict(SOURCES), {})


def test_every_class_has_its_words_a_time_and_a_level(shop: Flask) -> None:
    times = {proposal.key for proposal in PROPOSALS}
    known = words()
    for holding in HOLDINGS:
        for word in ("title", "what", "why"):
            assert f"openness.holding.{holding.key}.{word}" in known
        assert {f"openness.basis.{holding.basis}", f"openness.keeps.{holding.keep}"} <= set(known)
        assert holding.keep in times | {"lasting"}
        assert all(1 <= level <= 4 for level in holding.klassa)


def test_a_table_that_is_forgotten_is_found() -> None:
    other = sa.MetaData()
    person = sa.Table("person", other, sa.Column("id", sa.Integer, primary_key=True))
    diary = sa.Table(
        "diary", other, sa.Column("id", sa.Integer, primary_key=True), sa.Column("writer_name", sa.String),
        sa.Column("writer_id", sa.ForeignKey("person.id")),
    )  # fmt: skip
    tables = {"person": person, "diary": diary}
    assert missing(tables, {})
    assert nameless(tables, {"diary": Source("diary", own=("writer_id",))})
    assert strays(tables, {"diary": Source("diary", own=("reader_id",))})
    good = {"diary": Source("diary", own=("writer_id",), names={"writer_name": "writer_id"})}
    assert not missing(tables, good) + nameless(tables, good) + strays(tables, good)
