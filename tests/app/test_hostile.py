"""Nothing breaks a door and nothing slips through a form (promises 24 and 26)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import web
from tests.app.hostile import PEOPLE, columns, fire, forms_on, rows, shots
from tests.app.scenes import scenes
from tests.client import Page, ShopClient
from tests.databases import Database
from tests.house.doors import doors
from tests.house.tree import no_faults

SOME, MANY = 500, 10_000
SEED = 20261125
# What a form leads to that ends the browser's session, which the next form would miss.
ENDS = ("/logga-ut",)
# Fields that a door reads though the form on the page shows none: their names are those of a column by chance.
READ = {"next", "text"}


def barrage(app: Flask, amount: int, seed: int) -> list[str]:
    """What answered 5xx."""
    browsers = [ShopClient(app, person) for person in PEOPLE]
    faults = []
    for number, shot in enumerate(shots(app, amount, seed)):
        browser = browsers[number % len(browsers)]
        status = fire(browser, shot)
        if status >= 500 and status != 503:
            faults.append(f"{status} {shot.method} {shot.path[:200]} {shot.data!r:.300}")
    return faults


def test_no_value_breaks_a_door(database: Database) -> None:
    database.app.testing = False
    try:
        no_faults(barrage(database.app, SOME, SEED))
    finally:
        database.app.testing = True


@pytest.mark.hard
@pytest.mark.timeout(1800)
def test_ten_thousand_values_break_no_door(database: Database) -> None:
    database.app.testing = False
    try:
        no_faults(barrage(database.app, MANY, SEED + 1))
    finally:
        database.app.testing = True


class Stand:
    """A prepared world that is put back before every form."""

    def __init__(self, database: Database) -> None:
        self.database, self.app = database, database.app
        self.work, self.file = database.folder / "work.db", database.folder / "prepared.db"
        if not self.file.exists():
            self._prepare()

    def _prepare(self) -> None:
        with self.app.app_context():
            with web.store.sessionmaker() as session:
                for name in ("order", "device", "grant", "basket_line"):
                    self._scene(name, session)
            web.store.engine.dispose()
        shutil.copyfile(self.work, self.file)

    def _scene(self, name: str, session: Session) -> None:
        scenes()[name](self.app, session)
        session.rollback()

    def again(self, person: str) -> ShopClient:
        """The world as it was, and somebody signed in."""
        self.database.close()
        for tail in ("-wal", "-shm"):
            Path(f"{self.work}{tail}").unlink(missing_ok=True)
        shutil.copyfile(self.file, self.work)
        return ShopClient(self.app, person)

    def change(self, person: str, page: str, action: str, extra: dict[str, str]) -> dict[object, object]:
        """What posting a form as it stands changes, with extra fields beside its own."""
        browser = self.again(person)
        form = browser.get(page).form(action)
        before = rows(self.work)
        answer = browser.post(action, {**{k: v for k, v in extra.items() if k not in form}, **form}, headers={})
        assert answer.status < 500, f"{action}: {answer.status}"
        after = rows(self.work)
        changed: dict[object, object] = {("", "status"): answer.status}
        for key in after.keys() | before.keys():
            old, new = before.get(key, {}), after.get(key, {})
            changed |= {
                (key, name): new.get(name) for name in old.keys() | new.keys() if old.get(name) != new.get(name)
            }
        return changed


@pytest.fixture
def stand(databases: Callable[[str], Database]) -> Stand:
    """The prepared world on SQLite."""
    database = databases("sqlite")
    database.renew()
    return Stand(database)


# What somebody met once: every test begins with the same world.
_met: dict[str, list[tuple[str, str]]] = {}


def posting_forms(stand: Stand, person: str) -> list[tuple[str, str]]:
    """Page and form of every kind that somebody meets on the addresses without parameters and one click further."""
    if person not in _met:
        _met[person] = _look_around(stand, stand.again(person))
    return _met[person]


def _look_around(stand: Stand, browser: ShopClient) -> list[tuple[str, str]]:
    plain = [door.path for door in doors(stand.app) if "GET" in door.methods and "<" not in door.path]
    found: dict[str, tuple[str, str]] = {}
    seen: set[str] = set()
    waiting = [(path, 0) for path in plain]
    while waiting:
        path, depth = waiting.pop(0)
        if path in seen or path.startswith(ENDS):
            continue
        seen.add(path)
        with stand.app.app_context():
            answer = browser.browser.get(path)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        page = Page(answer)
        for action in forms_on(page):
            kind = next((door.path for door in doors(stand.app) if door.is_at(action.partition("?")[0])), action)
            if kind not in ENDS:
                found.setdefault(kind, (path, action))
        if depth == 0:
            links = [str(link["href"]) for link in page.soup.select("main a[href^='/']")][:6]
            waiting += [(link, 1) for link in links]
    return list(found.values())


@pytest.mark.timeout(600)
@pytest.mark.parametrize("person", ["karin", "anders", "omar", "alva"])
def test_posting_every_column_changes_nothing_else(stand: Stand, person: str) -> None:
    """Promise 24. Where something differs the form is sent as it stands once more: that may differ each time."""
    extra = {name: value for name, value in columns().items() if name not in READ}
    faults = []
    forms = posting_forms(stand, person)
    assert forms
    for page, action in forms:
        once, poisoned = (stand.change(person, page, action, sent) for sent in ({}, extra))
        other = [key for key in once.keys() | poisoned.keys() if once.get(key) != poisoned.get(key)]
        again = stand.change(person, page, action, {}) if other else once
        by_chance = {key for key in once.keys() | again.keys() if once.get(key) != again.get(key)}
        faults += [f"{action} on {page}: {key} {poisoned.get(key)!r:.80}" for key in other if key not in by_chance]
    assert not faults, "\n" + "\n".join(sorted(faults))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("person", ["karin", "anders", "omar", "alva"])
def test_a_field_sent_twice_or_as_a_list_breaks_nothing(stand: Stand, person: str) -> None:
    for page, action in posting_forms(stand, person):
        browser = stand.again(person)
        form = browser.get(page).form(action)
        doubled = {name: [value, "x"] for name, value in form.items()}
        listed = {f"{name}[]": value for name, value in form.items()}
        for data in (doubled, listed):
            status = browser.post(action, data, headers={}).status
            assert status < 500, f"{action} on {page}: {status}"


@pytest.mark.hard
@pytest.mark.timeout(900)
@pytest.mark.parametrize("person", ["karin", "anders", "omar", "petra", "alva", "lena"])
def test_a_field_left_out_breaks_nothing(stand: Stand, person: str) -> None:
    """A script, an old page or a broken proxy sends a form without one of its fields, or with that one alone."""
    faults = []
    for page, action in posting_forms(stand, person):
        browser = stand.again(person)
        form = browser.get(page).form(action)
        for name in form:
            for data in ({key: value for key, value in form.items() if key != name}, {name: form[name]}):
                status = browser.post(action, data, headers={}).status
                faults += [f"{action} on {page} without or with only {name}: {status}"] if status >= 500 else []
    assert not faults, "\n" + "\n".join(sorted(faults))
