"""The table of who may do what with whose, walked by every role in every place (promises 14 and 15)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.db import begin_write
from app.identity.queries import Visitor
from catalogue.rights import may
from tests.app.matrix import Actor, cast, within
from tests.app.scenes import Scene, scenes
from tests.client import ShopClient
from tests.databases import Clock
from tests.house.doors import Door, doors
from tests.house.matrix import Row, names, rows
from tests.people import People

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
OBJECTS = sorted({row.object or row.shows for row in rows()} - {""})
TOKEN = re.compile(r'(name="csrf(?:_|-)token"[^>]*(?:value|content)=")[^"]*')


@dataclass(frozen=True)
class Guest:
    """Somebody at the doors with their browser."""

    actor: Actor
    visitor: Visitor
    browser: ShopClient

    def get(self, path: str, method: str = "GET", *, block: bool = False) -> TestResponse:
        """The answer as it is, in a context of its own as in a server."""
        with self.browser.app.app_context():
            return self.browser.browser.open(path, method=method, headers=PARTIAL if block else {})

    def __str__(self) -> str:
        return " and ".join(sorted(self.actor.labels))


@dataclass(frozen=True)
class Stage:
    """A scene with everybody at its doors."""

    scene: Scene
    guests: list[Guest]
    doors: dict[str, list[Door]]

    def address(self, row: Row) -> str:
        """Where the thing of the scene is, or the list as it is asked for."""
        return re.sub(r"<[^:>]*:(\w+)>", lambda name: quote(str(self.scene.values[name[1]])), row.address)

    def right(self, row: Row, method: str) -> str:
        """The right of the door that a row is about."""
        return next(door.right or "" for door in self.doors[row.path] if method in door.methods)

    def absent(self, row: Row) -> str:
        """The address with values that nothing has."""
        return self.doors[row.path][0].filled


@pytest.fixture
def stage(app: Flask, session: Session, clock: Clock, thing: str) -> Stage:
    """The scene of an object and the whole cast."""
    scene = scenes()[thing](app, session)
    actors = within(cast(session), scene.people)
    people = People(session, clock)
    guests = [Guest(actor, _visitor(people, actor.key), ShopClient(app, actor.key)) for actor in actors]
    by_path: dict[str, list[Door]] = {}
    for door in doors(app):
        by_path.setdefault(door.path, []).append(door)
    return Stage(scene, guests, by_path)


def _visitor(people: People, key: str) -> Visitor:
    people.session.rollback()
    begin_write(people.session)
    return people.visitor(key)


def test_every_object_of_the_table_has_a_scene() -> None:
    assert set(OBJECTS) <= set(scenes()), "write a function of that name in tests/app/scenes/"


@pytest.mark.parametrize("thing", OBJECTS)
def test_a_thing_is_there_for_those_the_table_names_and_for_nobody_else(stage: Stage, thing: str) -> None:
    faults = [fault for row in rows() if row.object == thing for fault in _reading(stage, row)]
    faults += [fault for row in rows() if row.shows == thing for fault in _listing(stage, row)]
    faults += [fault for row in rows() if row.object == thing and row.post for fault in _changing(stage, row)]
    assert not faults, "\n" + "\n".join(faults)


def _reading(stage: Stage, row: Row) -> Iterator[str]:
    """GET, HEAD and the block; 404 to be the same as for a thing that does not exist."""
    address, absent = stage.address(row), stage.absent(row)
    for guest in stage.guests if row.get else ():
        wanted = _wanted(stage, row, guest, method="GET")
        page, head, block = guest.get(address), guest.get(address, "HEAD"), guest.get(address, block=True)
        if {page.status_code, head.status_code, block.status_code} != {wanted}:
            got = f"{page.status_code}, HEAD {head.status_code}, block {block.status_code}"
            yield f"GET {row.address} as {guest}: {got}, not {wanted}"
        elif wanted == 404:
            same = (
                _plain(page.text) == _plain(guest.get(absent).text) and block.data == guest.get(absent, block=True).data
            )
            yield from () if same else [f"GET {row.address} as {guest}: tells that it exists"]


def _listing(stage: Stage, row: Row) -> Iterator[str]:
    """A list names the thing to those the table names."""
    for guest in stage.guests:
        answer, open_ = guest.get(stage.address(row)), may(stage.right(row, "GET"), guest.visitor.roles)
        if answer.status_code != (200 if open_ else 403):
            yield f"GET {row.address} as {guest}: {answer.status_code}"
        told = answer.status_code == 200 and stage.scene.mark in answer.text
        if told != (open_ and names(row.get, guest.actor.labels)):
            yield f"GET {row.address} as {guest}: {'tells of' if told else 'hides'} {stage.scene.mark}"


def _changing(stage: Stage, row: Row) -> Iterator[str]:
    """POST: those who may not come first, since those who may change the thing."""
    for guest in sorted(stage.guests, key=lambda each: names(row.post, each.actor.labels)):
        wanted = _wanted(stage, row, guest, method="POST")
        page = guest.browser.post(stage.address(row), row.form, headers={})
        may_do = page.status not in (403, 404) and page.status < 500
        if not may_do if wanted == 200 else page.status != wanted:
            yield f"POST {row.address} as {guest}: {page.status}, not {wanted}"
        elif wanted == 200:
            guest.get("/hjalp")  # reads the sentence that was left for the next page
        elif wanted == 404:
            same = _plain(page.html) == _plain(guest.browser.post(stage.absent(row), row.form, headers={}).html)
            yield from () if same else [f"POST {row.address} as {guest}: tells that it exists"]


def _wanted(stage: Stage, row: Row, guest: Guest, *, method: str) -> int:
    """What the table promises somebody: 200 stands for whatever those who may get."""
    if not may(stage.right(row, method), guest.visitor.roles):
        return 403
    if names(row.get if method == "GET" else row.post, guest.actor.labels):
        return 200
    return 403 if method == "POST" and names({*row.get, *row.sees}, guest.actor.labels) else 404


def _plain(html: str) -> str:
    """A page without what differs from one answer to the next."""
    return TOKEN.sub(r"\1", html)
