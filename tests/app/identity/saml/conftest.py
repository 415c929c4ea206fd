"""A shop in production mode with two identity providers, and a browser that goes the whole way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from app import web
from app.config import SamlProvider, SamlShop
from app.db import begin_write
from app.factory import create_app
from app.identity.actions.saml.providers import Providers
from app.identity.models import Person
from tests.app.identity.saml.provider import Answer, Asked, Provider, key, read_request
from tests.client import RAW_TOKEN, Page, ShopClient
from tests.databases import Clock, Database

BASE = "https://butik.example"
LAXA = Provider("laxa", "laxa", ("laxa",))
HALLSBERG = Provider("hallsberg", "hallsberg", ("hallsberg",))


@dataclass
class Signing:
    """A shop with its providers; `metadata` is what each would answer now, by address."""

    app: Flask
    clock: Clock
    metadata: dict[str, bytes]
    asked: list[str]
    twins: list[Signing] = field(default_factory=list)

    def fetch(self, address: str) -> bytes:
        """Answer as the provider, or be away."""
        self.asked.append(address)
        if address not in self.metadata:
            raise OSError("away")
        return self.metadata[address]

    def browser(self) -> SamlBrowser:
        """A new browser."""
        return SamlBrowser(self)

    def twin(self) -> Signing:
        """The same shop as another web process serves it: same database, nothing else in common."""
        self.twins.append(_shop(create_app(self.app.config["SHOP"], clock=self.clock), self.clock, self.metadata))
        return self.twins[-1]


class SamlBrowser:
    """A browser at the shop that remembers what it was told to ask the provider."""

    def __init__(self, shop: Signing) -> None:
        self.shop = shop
        self.client = ShopClient(shop.app)

    def get(self, path: str, **options: Any) -> Page:
        """Open a page of the shop."""
        return self.client.get(path, base_url=BASE, **options)

    def post(self, path: str, data: dict[str, Any] | None = None) -> Page:
        """Send a form of the shop with its token."""
        with self.client.browser.session_transaction(base_url=BASE) as state:
            raw = state.setdefault("csrf_token", RAW_TOKEN)
        token = URLSafeTimedSerializer(str(self.shop.app.secret_key), salt="wtf-csrf-token").dumps(raw)
        form, page = {"csrf_token": token, **(data or {})}, {"Referer": f"{BASE}/logga-in"}
        with self.shop.app.app_context():
            return Page(self.client.browser.post(path, data=form, headers=page, base_url=BASE))

    def begin(self, way: str = "laxa", onward: str = "/") -> Asked:
        """Begin to sign in, and give what the provider is asked."""
        page = self.post("/logga-in", {"satt": way, "vidare": onward})
        assert page.status == 303, page.text
        return read_request(page.location)

    def answered(self, sent: str, state: str) -> Page:
        """Carry a provider's answer to the shop, as a form of another site."""
        elsewhere = {"Origin": "https://laxa.example", "Sec-Fetch-Site": "cross-site"}
        form = {"SAMLResponse": sent, "RelayState": state}
        with self.shop.app.app_context():
            return Page(self.client.browser.post("/saml/acs", data=form, headers=elsewhere, base_url=BASE))

    def good(self, asked: Asked, provider: Provider = LAXA, **changes: Any) -> Answer:
        """A good answer for Karin, with what a test changes of it."""
        return provider.answer(asked, self.shop.clock(), **({"subject": "karin-at-work"} | changes))

    def sign_in(self, **changes: Any) -> Page:
        """The whole way."""
        asked = self.begin()
        return self.answered(self.good(asked, **changes).posted(), asked.relay_state)

    @property
    def is_in(self) -> bool:
        """Whether somebody is signed in."""
        with self.shop.app.app_context():
            return self.client.browser.get("/installningar", base_url=BASE).status_code == 200


def shop_config(database: Database, folder: Path, **changes: Any) -> Any:
    """The settings of a production shop on the test's database."""
    saml = SamlShop(
        entity_id=f"{BASE}/saml/metadata",
        base_url=BASE,
        certificate=key("shop").certificate,
        private_key=key("shop").private,
    )
    base = replace(
        database.config,
        mode="production",
        base_url=BASE,
        data_dir=folder,
        saml=(
            SamlProvider(key="laxa", metadata="https://laxa.example/metadata", organisations=frozenset({"laxa"})),
            SamlProvider(
                key="hallsberg", metadata="https://hallsberg.example/m", organisations=frozenset({"hallsberg"})
            ),
        ),
        saml_shop=saml,
    )
    return replace(base, **changes)


def _shop(app: Flask, clock: Clock, metadata: dict[str, bytes]) -> Signing:
    shop = Signing(app, clock, metadata, [])
    config = app.config["SHOP"]
    places = {provider.key: provider.metadata for provider in config.saml}
    app.extensions["saml"] = Providers(places, config.data_dir / "saml", shop.fetch)
    app.testing = True
    return shop


@pytest.fixture
def shop(
    app: Flask, database: Database, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Signing]:
    """A production shop where Karin is known at Laxå's provider and Maria at Hallsberg's."""
    _stand_still(monkeypatch, clock)
    known(LAXA.entity_id, "karin", "karin-at-work")
    known(HALLSBERG.entity_id, "maria", "maria-at-work")
    metadata = {"https://laxa.example/metadata": LAXA.metadata(), "https://hallsberg.example/m": HALLSBERG.metadata()}
    made = _shop(create_app(shop_config(database, tmp_path), clock=clock), clock, metadata)
    yield made
    for one in (made, *made.twins):
        with one.app.app_context():
            web.store.engine.dispose()


def known(provider: str, demo_key: str, subject: str) -> None:
    """Let a demo person be known at an identity provider."""
    with web.store.sessionmaker() as session:
        begin_write(session)
        changed = sa.update(Person).where(Person.subject == demo_key).values(provider=provider, subject=subject)
        session.execute(changed)
        session.commit()


def _stand_still(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """The library looks at the machine's clock; here it looks at the test's."""
    now = lambda: int(clock().astimezone(dt.UTC).timestamp())  # noqa: E731  # one use, one line
    monkeypatch.setattr(OneLogin_Saml2_Utils, "now", staticmethod(now))


@pytest.fixture
def browser(shop: Signing) -> SamlBrowser:
    """A browser of nobody yet."""
    return shop.browser()
