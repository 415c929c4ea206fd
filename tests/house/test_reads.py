"""Reading changes nothing: every GET address is opened as every kind of person, and every link found is followed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


def walk(browser: ShopClient, found: list[Door]) -> Iterator[tuple[str, Page]]:
    """Every page that a person reaches: the addresses without parameters, then the links on them."""
    waiting = [door.path for door in found if "<" not in door.path]
    seen, opened = set(waiting), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        door = next((door for door in found if door.is_at(urlsplit(path).path)), None)
        if door is None or opened[door.path] >= EACH:
            continue
        opened[door.path] += 1
        page = Page(browser.browser.get(path))
        yield path, page
        links = [str(link["href"]) for link in page.soup.select("a[href^='/']")]
        fresh = [link for link in dict.fromkeys(links) if link not in seen and not link.startswith("//")]
        seen.update(fresh)
        waiting.extend(fresh)


def symbols() -> frozenset[str]:
    """The drawings of the sprite by id."""
    words = text(ROOT / "static" / "sprite.svg").split('<symbol id="')[1:]
    return frozenset(word.split('"')[0] for word in words)


def lost_drawings(page: Page) -> list[str]:
    """Drawings that a page asks for and the sprite does not have."""
    asked = {str(use["href"]).partition("#")[2] for use in page.soup.select("use[href]")}
    return sorted(asked - symbols())


def test_get_changes_nothing_and_never_breaks(shop: Flask, guests: list[Guest], browsers: Browsers) -> None:
    # At a machine's door every knock is counted, so that tokens cannot be guessed; what lies behind is tested there.
    found = [door for door in doors(shop) if "GET" in door.methods and not RIGHTS[door.right or ""].machine]
    faults = []
    for person in ["", *(guest.key for guest in guests)]:
        browser = browsers(person)
        with written(shop) as changes:
            for path, page in walk(browser, found):
                faults += [f"{path} as {person or 'a stranger'}: {change}" for change in changes]
                faults += [f"{path} as {person}: {page.status}"] if page.status >= 500 else []
                faults += [f"{path} as {person}: no drawing {name} in the sprite" for name in lost_drawings(page)]
                changes.clear()
    no_faults(sorted(set(faults)))


def test_dead_links_are_found_nowhere(shop: Flask, guests: list[Guest], browsers: Browsers) -> None:
    found = [door for door in doors(shop) if "GET" in door.methods]
    faults = []
    for person in ["", *(guest.key for guest in guests)]:
        for path, page in walk(browsers(person), found):
            links = {urlsplit(str(link["href"])).path for link in page.soup.select("a[href^='/']")}
            dead = [link for link in links if not link.startswith("/static/") and not any(d.is_at(link) for d in found)]
            faults += [f"{path} links to {link}, which no door answers" for link in dead]
    no_faults(sorted(set(faults)))


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
