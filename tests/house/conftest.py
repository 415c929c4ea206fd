"""The shop as the house rules walk through it: one database for all of them, since none of them changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app import web
from tests.client import ShopClient
from tests.databases import Database


@pytest.fixture(scope="package")
def house(databases: Callable[[str], Database]) -> Database:
    """A loaded database on SQLite."""
    database = databases("sqlite")
    database.renew()
    return database


@pytest.fixture
def shop(house: Database) -> Iterator[Flask]:
    """The app, with a context to ask it things in."""
    with house.app.app_context():
        yield house.app
        web.store.session.rollback()


@pytest.fixture(scope="package")
def browsers(house: Database) -> Callable[[str], ShopClient]:
    """Browsers by demo person (empty for a stranger), signed in once."""
    kept: dict[str, ShopClient] = {}

    def browser(person: str) -> ShopClient:
        if person not in kept:
            kept[person] = ShopClient(house.app, person)
        return kept[person]

    return browser
