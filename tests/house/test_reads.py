"""Reading changes nothing: every GET address is opened as every kind of person, and every link found is followed."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask

from app import web
from catalogue.rights import RIGHTS
from tests.client import Page, ShopClient
from tests.house.doors import Door, Guest, doors
from tests.house.tree import ROOT, no_faults, text

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "TRUNCATE", "MERGE")
Browsers = Callable[[str], ShopClient]
# How many addresses of one door a person opens: the same template with other rows shows nothing new.
EACH = 3
LINK, DRAWING = re.compile(r'<a [^>]*?href="(/[^"]*)"'), re.compile(r'<use [^>]*?href="[^"#]*#([^"]+)"')


@contextmanager
def written(shop: Flask) -> Iterator[list[str]]:
    """The statements that changed rows meanwhile."""
    with shop.app_context():
        engine = web.store.engine
    found: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if is_write(statement):
            found.append(" ".join(statement.split())[:120])

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def is_write(statement: str) -> bool:
    """Whether a statement changes rows, also behind WITH."""
    words = statement.upper().replace("(", " ").split()
    return bool(words) and (words[0] in WRITES or (words[0] == "WITH" and any(word in WRITES for word in words)))


@dataclass(frozen=True)
class Seen:
    """A page as a person was given it: its links and drawings, and what opening it changed."""

    path: str
    person: str
    status: int
    links: list[str]
    drawings: list[str]
    changes: list[str]


def walk(shop: Flask, browser: ShopClient, person: str, found: list[Door]) -> Iterator[Seen]:
    """Every page that a person reaches: the addresses without parameters, then the links on them."""
    waiting = [door.path for door in found if "<" not in door.path]
    known, opened = set(waiting), Counter[str]()
    with written(shop) as changes:
        while waiting:
            path = waiting.pop(0)
            door = next((door for door in found if door.is_at(urlsplit(path).path)), None)
            if door is None or opened[door.path] >= EACH:
                continue
            opened[door.path] += 1
            page = Page(browser.browser.get(path))
            links = [html.unescape(link) for link in dict.fromkeys(LINK.findall(page.html))]
            yield Seen(path, person, page.status, links, DRAWING.findall(page.html), changes.copy())
            changes.clear()
            fresh = [link for link in links if link not in known and not link.startswith("//")]
            known.update(fresh)
            waiting.extend(fresh)


@pytest.fixture(scope="module")
def walked(shop: Flask, guests: list[Guest], browsers: Browsers) -> list[Seen]:
    """Everything everybody reaches, and a stranger; at a machine's door every knock is counted, so none is opened."""
    found = [door for door in doors(shop) if "GET" in door.methods and not RIGHTS[door.right or ""].machine]
    people = ["", *(guest.key for guest in guests)]
    return [seen for person in people for seen in walk(shop, browsers(person), person, found)]


def test_reading_changes_nothing(walked: list[Seen]) -> None:
    no_faults(
        sorted(
            {f"{seen.path} as {seen.person or 'a stranger'}: {change}" for seen in walked for change in seen.changes}
        )
    )


def test_no_page_breaks(walked: list[Seen]) -> None:
    no_faults([f"{seen.path} as {seen.person}: {seen.status}" for seen in walked if seen.status >= 500])


def symbols() -> frozenset[str]:
    """The drawings of the sprite by id."""
    return frozenset(re.findall(r'<symbol id="([^"]+)"', text(ROOT / "static" / "sprite.svg")))


def test_every_drawing_is_in_the_sprite(walked: list[Seen]) -> None:
    there = symbols()
    assert there
    no_faults(sorted({f"{seen.path}: {name}" for seen in walked for name in seen.drawings if name not in there}))


def test_dead_links_are_found_nowhere(shop: Flask, walked: list[Seen]) -> None:
    places = {(seen.path, urlsplit(link).path) for seen in walked for link in seen.links}
    gets = [door for door in doors(shop) if "GET" in door.methods]
    answered = {link: any(door.is_at(link) for door in gets) for _path, link in places}
    lost = [(path, link) for path, link in places if not link.startswith("/static/") and not answered[link]]
    assert len(answered) > len(gets) / 2
    no_faults(sorted(f"{path} links to {link}, which no door answers" for path, link in lost))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE person SET x = 1", "insert into a values (1)", "WITH x AS (DELETE FROM a RETURNING id) SELECT 1"],
)
def test_a_write_is_seen(statement: str) -> None:
    assert is_write(statement)
    assert not is_write("SELECT updated FROM person")
    assert not is_write("WITH x AS (SELECT 1) SELECT * FROM x")


def test_a_write_of_the_app_is_noted(shop: Flask) -> None:
    with written(shop) as changes, shop.app_context(), web.store.sessionmaker() as session:
        session.execute(sa.text("UPDATE person SET name = name WHERE id = -1"))
    assert len(changes) == 1
