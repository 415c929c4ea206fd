"""The shop with Entra set, a provider that signs what a test wants, and a browser that goes between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from joserfc.jwk import RSAKey
from sqlalchemy.orm import Session

from app.config import Config, Entra
from app.db import begin_write
from app.identity.models import Person, SignInAttempt, SignInSession
from tests.app.identity.oidc.fake import ASKERSUND, CLIENT, KARIN, LAXA, Fake, Running
from tests.client import Page, ShopClient
from tests.databases import Clock

ANSWER = "/logga-in/entra/svar"
TENANTS = MappingProxyType({LAXA: frozenset({"laxa"}), ASKERSUND: frozenset({"askersund"})})


@pytest.fixture(scope="session")
def rsa_keys() -> tuple[RSAKey, RSAKey]:
    """Two keys, made once: making them takes time."""
    return RSAKey.generate_key(2048), RSAKey.generate_key(2048)


@pytest.fixture
def fake(clock: Clock, rsa_keys: tuple[RSAKey, RSAKey]) -> Iterator[Fake]:
    """The tests' own provider."""
    with Running(Fake(clock, *rsa_keys)) as running:
        yield running


@pytest.fixture
def entra(app: Flask, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> Entra:
    """The shop's settings name the tests' own provider, with two tenants."""
    settings = Entra(metadata_url=f"{fake.address}/metadata", client_id=CLIENT, client_secret="s", tenants=TENANTS)
    use(app, monkeypatch, settings)
    return settings


def use(app: Flask, monkeypatch: pytest.MonkeyPatch, settings: Entra | None, **more: object) -> None:
    """Let the running app have these settings of its ways in."""
    config: Config = app.config["SHOP"]
    monkeypatch.setitem(app.config, "SHOP", replace(config, entra=settings, **more))  # type: ignore[arg-type]  # named so


@pytest.fixture
def karin(session: Session) -> Person:
    """Karin as the directory knows her."""
    begin_write(session)
    session.execute(sa.update(Person).where(Person.subject == "karin").values(provider=f"entra:{LAXA}", subject=KARIN))
    session.commit()
    return session.scalars(sa.select(Person).where(Person.subject == KARIN)).one()


@dataclass
class Traveller:
    """A browser that signs in with the provider."""

    shop: ShopClient
    fake: Fake

    def begin(self, **form: str) -> dict[str, str]:
        """Press the button; what the provider is told."""
        page = self.shop.post("/logga-in/entra", form)
        assert page.status == 303, page.text[:300]
        return {name: values[0] for name, values in parse_qs(urlsplit(page.location).query).items()}

    def answer(self, status: int = 303, **query: str) -> Page:
        """Come back from the provider."""
        return self.shop.get(f"{ANSWER}?{urlencode(query)}", status=status)

    def come_with(self, make: Callable[[str], str | None], status: int = 303) -> Page:
        """Begin, and come back with the token that `make` makes of the nonce."""
        told = self.begin()
        return self.answer(status, code=self.fake.code_for(make(told["nonce"])), state=told["state"])

    def sign_in(self, status: int = 303, **claims: object) -> Page:
        """The whole way with a good token, or one with other claims."""
        return self.come_with(lambda nonce: self.fake.signed(self.fake.claims(nonce, **claims)), status)

    @property
    def is_in(self) -> bool:
        """Whether the shop knows who this is."""
        with self.shop.app.app_context():
            return self.shop.browser.get("/installningar").status_code == 200


@pytest.fixture
def traveller(app: Flask, entra: Entra, fake: Fake, karin: Person) -> Traveller:
    """A browser that nobody is signed in with."""
    return Traveller(ShopClient(app), fake)


@pytest.fixture
def attempts(session: Session) -> Callable[[], list[tuple[str, str, str]]]:
    """Outcome, provider and subject of every try."""

    def read() -> list[tuple[str, str, str]]:
        session.rollback()  # to see what happened meanwhile
        columns = (SignInAttempt.outcome, SignInAttempt.provider, SignInAttempt.subject)
        return [(row[0], row[1], row[2]) for row in session.execute(sa.select(*columns).order_by(SignInAttempt.id))]

    return read


@pytest.fixture
def live_sessions(session: Session) -> Callable[[], int]:
    """How many browsers are signed in."""

    def count() -> int:
        session.rollback()
        question = sa.select(sa.func.count()).select_from(SignInSession).where(SignInSession.ended_at.is_(None))
        return session.scalar(question) or 0

    return count
