"""The ways in: one button, or a choice by the employer; nobody learns from it who exists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import flask
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.config import Config, Entra, SamlProvider
from app.db import begin_write
from app.factory import create_app
from app.identity.models import EmailDomain, Organisation, SignInAttempt
from app.identity.queries import Way
from app.identity.views import ways
from app.identity.views.ways import Wish
from tests.client import ShopClient

METADATA = "https://login.example/.well-known/openid-configuration"
ENTRA = Entra(
    metadata_url=METADATA,
    client_id="c",
    client_secret="s",
    tenants={"t1": frozenset({"askersund"}), "t2": frozenset({"hallsberg"})},
)
LAXA = SamlProvider(key="laxa", metadata="https://idp.laxa.example/metadata", organisations=frozenset({"laxa"}))
ALSO_LAXA = SamlProvider(key="laxa+laxahem", metadata="/etc/x.xml", organisations=frozenset({"laxa", "laxahem"}))

Begun = list[tuple[str, Wish]]


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Begun:
    """What was begun, instead of leaving for the provider."""
    seen: Begun = []

    def begin(way: Way, wish: Wish) -> Response:
        seen.append((way.key, wish))
        return flask.redirect("/healthz", 303)

    monkeypatch.setitem(ways.BEGINS, "oidc", begin)
    monkeypatch.setitem(ways.BEGINS, "saml", begin)
    return seen


@pytest.fixture
def use(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the shop have these ways in."""

    def settings(entra: Entra | None = None, *saml: SamlProvider) -> None:
        config: Config = app.config["SHOP"]
        monkeypatch.setitem(app.config, "SHOP", replace(config, entra=entra, saml=saml))

    return settings


def test_one_way_is_one_button(use: Callable[..., None], app: Flask, begun: Begun) -> None:
    use(ENTRA)
    browser = ShopClient(app)
    page = browser.get("/logga-in?vidare=/varukorg")
    assert "Logga in med jobbkontot" in page.text
    assert page.soup.select_one("input[name=epost]") is None
    assert browser.post("/logga-in", {**page.form("/logga-in"), "satt": "entra"}).status == 303
    assert begun == [("entra", Wish(onward="/varukorg"))]


def test_the_demo_still_lists_its_people_beside_it(use: Callable[..., None], app: Flask) -> None:
    use(ENTRA)
    assert "Karin Lund" in ShopClient(app).get("/logga-in").text


def test_several_ways_are_a_choice_by_employer(use: Callable[..., None], app: Flask, begun: Begun) -> None:
    use(ENTRA, LAXA)
    browser = ShopClient(app)
    page = browser.get("/logga-in")
    assert [b.get_text(" ", strip=True) for b in page.soup.select("button[name=satt]")] == [
        "Askersund, Hallsberg Jobbkonto hos Microsoft",
        "Laxå Arbetsgivarens egen inloggning",
    ]
    browser.post("/logga-in", {"satt": "laxa"})
    assert [key for key, _wish in begun] == ["laxa"]


@pytest.mark.parametrize(
    ("address", "way"),
    [
        ("karin@laxa.example", "laxa"),
        (" Karin@LAXA.example ", "laxa"),
        ("nobody.at.all@laxa.example", "laxa"),
        ("sara@askersund.example", "entra"),
        ("x@skola.laxa.example", "laxa"),
    ],
)
def test_an_address_finds_its_employers_way(
    use: Callable[..., None], app: Flask, session: Session, begun: Begun, address: str, way: str
) -> None:
    begin_write(session)
    laxa = session.scalars(sa.select(Organisation.id).where(Organisation.key == "laxa")).one()
    session.add(EmailDomain(organisation_id=laxa, domain="skola.laxa.example"))
    session.commit()
    use(ENTRA, LAXA)
    assert ShopClient(app).post("/logga-in", {"epost": address, "vidare": "/enheter"}).status == 303
    assert begun == [(way, Wish(onward="/enheter", email=address.strip()))]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "Skriv din e-postadress"),
        ("karin", "Skriv hela adressen"),
        ("karin@", "Skriv hela adressen"),
        ("karin@example.org", "Vi hittar ingen inloggning"),
        ("karin@%", "Vi hittar ingen inloggning"),
        ("a" * 200 + "@laxa.example", "Skriv hela adressen"),
        ("karin\u202e@laxa.example", "tecken"),
    ],
)
def test_an_address_without_a_way_keeps_what_was_typed(
    use: Callable[..., None], app: Flask, begun: Begun, address: str, said: str
) -> None:
    use(ENTRA, LAXA)
    page = ShopClient(app).post("/logga-in", {"epost": address, "vidare": "/enheter"})
    assert page.status == 422
    assert said in page.text
    assert page.field("vidare") == "/enheter"
    assert page.field("epost") == address.replace("\u202e", "")
    assert begun == []


def test_known_and_unknown_people_of_an_employer_get_the_same_answer(
    use: Callable[..., None], app: Flask, session: Session, begun: Begun
) -> None:
    use(ENTRA, LAXA)
    browser = ShopClient(app)
    known = browser.post("/logga-in", {"epost": "karin@laxa.example"})
    unknown = browser.post("/logga-in", {"epost": "nobody@laxa.example"})
    assert (known.status, known.location) == (unknown.status, unknown.location)
    assert session.scalar(sa.select(sa.func.count()).select_from(SignInAttempt)) == 0


def test_an_employer_with_two_ways_is_asked_which(use: Callable[..., None], app: Flask, begun: Begun) -> None:
    use(ENTRA, LAXA, ALSO_LAXA)
    page = ShopClient(app).post("/logga-in", {"epost": "karin@laxa.example"})
    assert page.status == 422
    assert [button["value"] for button in page.soup.select("button[name=satt]")] == ["laxa", "laxa+laxahem"]
    assert begun == []


def test_an_unknown_way_is_none(use: Callable[..., None], app: Flask, begun: Begun) -> None:
    use(ENTRA)
    assert ShopClient(app).post("/logga-in", {"satt": "another"}).status == 422
    assert begun == []


def test_forms_may_lead_to_the_providers_and_nowhere_else(app: Flask) -> None:
    config: Config = replace(app.config["SHOP"], entra=ENTRA, saml=(LAXA, ALSO_LAXA))
    own = create_app(config)
    policy = own.test_client().get("/healthz").headers["Content-Security-Policy"]
    assert "form-action 'self' https://login.example https://idp.laxa.example;" in policy
    assert "form-action 'self';" in app.test_client().get("/healthz").headers["Content-Security-Policy"]
