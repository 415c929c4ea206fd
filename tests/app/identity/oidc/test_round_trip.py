"""The whole way against a provider that others wrote: to it, through its form, and back."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.config import Entra
from app.db import begin_write
from app.identity.models import Person
from tests.app.identity.oidc.conftest import use
from tests.client import Page, ShopClient
from tests.databases import Clock

with warnings.catch_warnings():
    # It still uses parts of Authlib that will go; what it answers is what counts here.
    warnings.simplefilter("ignore")
    import oidc_provider_mock

SUBJECT = "karin-in-the-directory"
NEVER = "nobody-here"
pytestmark = [
    # The mock's own use of Authlib's older parts, in its threads.
    pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning"),
    # Its keys are made when first asked for, by the library it will leave.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture
def provider() -> Iterator[str]:
    """The mock's address on this machine."""
    with oidc_provider_mock.run_server_in_thread(require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def shop(
    app: Flask, provider: str, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ShopClient]:
    """A browser in a shop that uses the mock, whose clock is the machine's as the mock's is."""
    import datetime as dt  # the mock lives now, not in the tests' own time

    clock.moment = dt.datetime.now(dt.UTC)
    metadata = f"{provider}/.well-known/openid-configuration"
    use(app, monkeypatch, Entra(metadata_url=metadata, client_id="butiken", client_secret="a secret"))
    begin_write(session)
    session.execute(sa.update(Person).where(Person.subject == "karin").values(provider=provider, subject=SUBJECT))
    session.commit()
    return ShopClient(app)


def at_the_provider(address: str, **form: str) -> str:
    """Fill in the provider's form as a person; the way back into the shop."""
    answer = requests.post(address, data=form, allow_redirects=False, timeout=10)
    assert answer.status_code in (302, 303), answer.text[:300]
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def go(shop: ShopClient, **form: str) -> str:
    """From the shop's button to the way back."""
    return at_the_provider(shop.post("/logga-in", {"satt": "entra", "vidare": "/varukorg"}).location, **form)


@pytest.mark.rule("R-083")
def test_karin_signs_in_and_out(shop: ShopClient, provider: str) -> None:
    page = shop.get(go(shop, sub=SUBJECT), status=303)
    assert page.location == "/varukorg"
    assert "Karin Lund" in shop.follow(page).text
    leave = shop.post("/logga-ut")
    assert leave.location.startswith(f"{provider}/oauth2/end_session?client_id=butiken&post_logout_redirect_uri=http")
    there = requests.get(leave.location, timeout=10)
    assert there.status_code == 200
    assert "http://localhost/logga-in" in there.text
    shop.get("/varukorg", status=303)


def test_somebody_whom_the_shop_does_not_know_is_told_so(shop: ShopClient) -> None:
    assert shop.get(go(shop, sub=NEVER), status=403).h1 == "Du finns inte i butiken ännu"


def test_somebody_who_says_no_at_the_provider_is_back_where_they_began(shop: ShopClient) -> None:
    back = go(shop, action="deny")
    page: Page = shop.get(back, status=400)
    # This provider forgets to send the state along, so nothing tells which sign-in was refused.
    assert page.h1 in ("Du avbröt inloggningen", "Inloggningen behöver göras om")


def test_the_way_back_is_good_once(shop: ShopClient) -> None:
    back = go(shop, sub=SUBJECT)
    shop.get(back, status=303)
    shop.get(back, status=400)


def test_the_way_back_is_good_in_no_other_browser(app: Flask, shop: ShopClient) -> None:
    back = go(shop, sub=SUBJECT)
    other = ShopClient(app)
    other.get(back, status=400)
    other.get("/varukorg", status=303)
