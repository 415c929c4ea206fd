"""Hostile input for every door: values nobody types, fields no form has, the same field twice."""

from __future__ import annotations

import datetime as dt
import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from flask import Flask

from app.db import Base
from tests.client import Page, ShopClient
from tests.house.doors import Door, doors
from tests.house.tree import files, text

VALUES = (
    "", " ", "0", "-1", "1e9", "1_000", "NaN", "99999999999999999999", "2147483648", "9223372036854775808", "１２",
    "٣",
    "'", "' OR 1=1 --", "%", "_", "%_%", "\\", "<script>alert(1)</script>", "{{ 7*7 }}", "${7*7}", "../../etc/passwd",
    "\x00", "a\x00b", "\r\nX-Evil: 1", "\u202eabc", "\ufeff", "\ud7ff", "å" * 5000, "💥" * 50, "true", "null",
    "[]", "{}",
    "2026-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "1/1 1",
    "javascript:alert(1)", "//evil.example", "a" * 300,
)  # fmt: skip
NAME = re.compile(r"""name=["']([a-z][\w-]*)["']""")
PEOPLE = ("karin", "anders", "omar", "nils", "elin", "petra", "rut", "alva", "lena", "")
POISON = "FORGIFTAT"
POISONED: dict[type, str] = {
    int: "987654", str: POISON, bool: "1", dt.date: "2031-01-01", dt.datetime: "2031-01-01T00:00:00",
}  # fmt: skip


@dataclass(frozen=True)
class Shot:
    """One hostile request."""

    method: str
    path: str
    data: list[tuple[str, str]]
    headers: dict[str, str]


def field_names() -> list[str]:
    """Every field that some template or form of the shop has."""
    found = {name for path in files("templates", ending=".html") for name in NAME.findall(text(path))}
    forms = [path for path in files("app", ending=".py") if "/forms" in path.as_posix() or path.name == "forms.py"]
    typed = re.compile(r"^    ([a-z]\w*) = \w+(?:Field|Text)\b", re.MULTILINE)
    found |= {name for path in forms for pattern in (typed, NAME) for name in pattern.findall(text(path))}
    return sorted(found | {"q", "fore", "efter", "sida", "rad", "version"})


def shots(app: Flask, amount: int, seed: int) -> Iterator[Shot]:
    """Hostile requests, the same for the same seed; every door is met before one is met again."""
    luck = random.Random(seed)  # a repeatable choice, no secret
    names, found = field_names(), [door for door in doors(app) if door.path != "/logga-ut"]
    for number in range(amount):
        door = found[number % len(found)]
        method = luck.choice(sorted(door.methods))
        sent = [(_name(luck, names), luck.choice(VALUES)) for _ in range(luck.randrange(1, 12))]
        path = _filled(luck, door)
        if method == "GET":
            path += "?" + "&".join(f"{quote(name)}={quote(value, errors='replace')}" for name, value in sent)
        headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if luck.random() < 0.3 else {}
        yield Shot(method, path, sent if method != "GET" else [], headers)


def _name(luck: random.Random, names: list[str]) -> str:
    return luck.choice(names) + luck.choice(("", "", "", "", "[]", "[0]", "-1", "-99999999999"))


def _filled(luck: random.Random, door: Door) -> str:
    """The address with hostile values, or with ids that may exist."""

    def value(found: re.Match[str]) -> str:
        if found[1] == "int":
            return luck.choice(("1", "2", "7", "0", "987654321", "99999999999999999999"))
        return quote(luck.choice(VALUES) or "x", safe="", errors="replace").replace("%2F", "-")

    return re.sub(r"<(?:(\w+):)?[^>]*>", value, door.path)


def fire(browser: ShopClient, shot: Shot) -> int:
    """Send it; gives the status."""
    data: dict[str, list[str]] = {}
    for name, value in shot.data:
        data.setdefault(name, []).append(value)
    if shot.method == "POST":
        return browser.post(shot.path, data, headers=shot.headers).status
    with browser.app.app_context():
        return browser.browser.open(shot.path, method=shot.method, headers=shot.headers).status_code


def columns() -> dict[str, str]:
    """Every column of every table, with a value that would show."""
    found = {}
    for table in Base.metadata.tables.values():
        for column in table.columns:
            found[column.name] = POISONED.get(_type_of(column), POISON)
    return found


def _type_of(column: sa.Column[object]) -> type:
    try:
        return column.type.python_type
    except NotImplementedError:
        return str


def rows(file: Path) -> dict[tuple[str, str], dict[str, object]]:
    """Everything that a SQLite database holds, by table and key, as it is stored."""
    found: dict[tuple[str, str], dict[str, object]] = {}
    with closing(sqlite3.connect(file)) as stored:
        stored.row_factory = sqlite3.Row
        for table in Base.metadata.sorted_tables:
            keys = [column.name for column in table.primary_key]
            for row in stored.execute(f'SELECT * FROM "{table.name}"'):  # noqa: S608  # our own tables
                found[table.name, "|".join(str(row[key]) for key in keys)] = dict(row)
    return found


def forms_on(page: Page) -> Iterator[str]:
    """Where the posting forms of a page lead."""
    for form in page.soup.select("form[method='post'][action]"):
        yield str(form["action"])
