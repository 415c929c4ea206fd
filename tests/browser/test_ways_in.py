"""Signing in through a provider in a browser: the policy lets its form lead there, and every page is accessible."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from app import web
from app.config import Config, Entra, SamlProvider
from app.db import begin_write
from app.factory import alembic, create_app
from app.identity.models import Person
from tests.browser.conftest import LISTEN
from tests.browser.test_pages import findings
from tests.databases import SECRET, fill

with warnings.catch_warnings():
    # It still uses parts of Authlib that will go.
    warnings.simplefilter("ignore")
    import oidc_provider_mock

SAML = (SamlProvider(key="laxa+laxahem", metadata="/nowhere.xml", organisations=frozenset({"laxa", "laxahem"})),)
pytestmark = [
    # The mock's own use of Authlib's older parts, in its threads.
    pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning"),
    # Its keys are made by the library it will leave.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
Visit = Callable[[int, str], Page]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """A provider on a host of its own: `localhost` beside the shop's `127.0.0.1`."""
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def shops(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Two shops on one database: the first has one way in, the second several."""
    folder = tmp_path_factory.mktemp("ways-in")
    entra = Entra(metadata_url=f"{provider}/.well-known/openid-configuration", client_id="c", client_secret="s")
    servers = []
    for saml in ((), SAML):
        config = Config(
            mode="demo",
            data_dir=folder,
            database_url=f"sqlite:///{folder}/shop.db",
            secret_key=SECRET,
            entra=entra,
            saml=saml,
        )
        servers.append(serve(config, folder, provider))
    yield [f"http://127.0.0.1:{server.server_port}" for server in servers]
    for server in servers:
        server.shutdown()


def serve(config: Config, folder: Path, provider: str) -> object:
    """A running shop whose Karin is known to the provider."""
    first = not (folder / "shop.db").exists()
    app = create_app(config)
    if first:
        with app.app_context():
            alembic.upgrade()
        fill(app)
        with app.app_context(), web.store.sessionmaker() as session:
            begin_write(session)
            session.query(Person).filter_by(subject="karin").update({"provider": provider, "subject": "karin-s"})
            session.commit()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def visit(chromium: Browser, shops: list[str]) -> Iterator[Visit]:
    """Open the sign-in page of a shop: `visit(0, "light")`; what the console said is in `page.errors`."""
    contexts = []

    def open_page(shop: int, scheme: str = "light", width: int = 1280, path: str = "/logga-in") -> Page:
        context = chromium.new_context(
            base_url=shops[shop],
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 844},
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.add_init_script(LISTEN)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_the_button_leads_to_the_provider_and_back_into_the_shop(visit: Visit) -> None:
    page = visit(0, "light")
    violations: list[str] = []
    page.on("console", lambda message: violations.append(message.text) if "CSP" in message.text else None)
    page.get_by_role("button", name="Logga in med jobbkontot").click()
    page.wait_for_url("http://localhost:*/**")
    page.locator("input[name=sub]").fill("karin-s")
    page.get_by_role("button", name="Authorize").first.click()
    page.wait_for_url("http://127.0.0.1:*/")
    assert "Karin Lund" in page.content()
    page.locator("details.who summary").click()
    page.get_by_role("button", name="Logga ut").first.click()
    page.wait_for_url("http://localhost:*/oauth2/end_session**")
    assert violations == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shop", [0, 1])
def test_the_ways_in_are_accessible(visit: Callable[..., Page], shop: int, scheme: str, width: int) -> None:
    page = visit(shop, scheme, width)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert findings(page) == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_refusals_are_accessible(visit: Callable[..., Page], scheme: str, width: int) -> None:
    page = visit(0, scheme, width)
    page.get_by_role("button", name="Logga in med jobbkontot").click()
    page.locator("input[name=sub]").fill("nobody-here")
    page.get_by_role("button", name="Authorize").first.click()
    page.wait_for_url("http://127.0.0.1:*/logga-in/entra/svar**")
    assert page.locator("h1").inner_text() == "Du finns inte i butiken ännu"
    assert findings(page) == []
    page.goto("/logga-in/entra/svar?state=x&code=y")
    assert page.locator("h1").inner_text() == "Inloggningen behöver göras om"
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
