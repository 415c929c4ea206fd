"""The shop as the house rules walk through it: one database for all of them, since none of them changes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app import web
from app.identity.views import DEMO_PEOPLE
from tests.client import ShopClient
from tests.databases import Database
from tests.house.doors import Guest
from tests.people import People


@pytest.fixture(scope="package")
def house(databases: Callable[[str], Database]) -> Database:
    """A loaded database on SQLite."""
    database = databases("sqlite")
    database.renew()
    return database


@pytest.fixture(scope="package")
def shop(house: Database) -> Flask:
    """The app. No context is kept open: requests made inside one would share its session."""
    return house.app


@pytest.fixture(scope="package")
def guests(house: Database) -> list[Guest]:
    """One person for every set of roles among the demo people."""
    with house.app.app_context(), web.store.sessionmaker() as session:
        visitors = [(key, People(session, house.clock).visitor(key)) for key in reversed(DEMO_PEOPLE)]
    first = {visitor.roles: key for key, visitor in visitors}
    return [Guest(key, roles) for roles, key in first.items()]


@pytest.fixture(scope="package")
def browsers(house: Database) -> Callable[[str], ShopClient]:
    """Browsers by demo person (empty for a stranger), signed in once."""
    kept: dict[str, ShopClient] = {}

    def browser(person: str) -> ShopClient:
        if person not in kept:
            kept[person] = ShopClient(house.app, person)
        return kept[person]

    return browser
