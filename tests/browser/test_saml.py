"""SAML in a real browser over https: cookies that cross sites, forms of another site, and the way back."""

from __future__ import annotations

import json
import ssl
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from app import web
from app.config import Config, SamlProvider, SamlShop
from app.factory import alembic, create_app
from tests.app.identity.saml.conftest import known
from tests.app.identity.saml.provider import key
from tests.app.identity.saml.test_second_provider import FOLDER, NAME, Node, node, settings_of
from tests.databases import SECRET, fill

__all__ = ["node"]


@pytest.fixture(params=["address", "file"])
def shop(request: pytest.FixtureRequest, node: Node, tmp_path: Path) -> Iterator[str]:
    """The address of a production shop on another site than its only provider, which is samlp.

    Where metadata is a file, no form may lead to the provider by itself, and a page leads there.
    """
    (tmp_path / "tls.pem").write_text(key("tls").private + key("tls").certificate, encoding="ascii")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "tls.pem")
    server = make_server("127.0.0.1", 0, lambda _environ, _start: [], threaded=True, ssl_context=tls)
    base = f"https://localhost:{server.server_port}"
    keys = {"certificate": key("shop").certificate, "private_key": key("shop").private}
    own = SamlShop(entity_id=f"{base}/saml/metadata", base_url=base, **keys)
    given = json.dumps(settings_of(own, sign_response=True))
    process = subprocess.Popen([*node.node, "server.js", given], cwd=FOLDER, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    place = f"http://127.0.0.1:{process.stdout.readline().strip()}/metadata"
    if request.param == "file":
        with urllib.request.urlopen(place, timeout=10) as found:
            (tmp_path / "provider.xml").write_bytes(found.read())
        place = str(tmp_path / "provider.xml")
    way = SamlProvider(key="laxa", metadata=place, organisations=frozenset({"laxa"}))
    database = f"sqlite:///{tmp_path}/shop.db"
    config = Config(mode="production", data_dir=tmp_path, database_url=database, secret_key=SECRET, base_url=base)
    config = replace(config, saml=(way,), saml_shop=own)
    app = create_app(config)
    with app.app_context():
        alembic.upgrade()
        fill(app)
        known(NAME, "karin", "karin-at-work")
    server.app = app
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield base
    server.shutdown()
    server.server_close()
    process.terminate()
    process.communicate()
    with app.app_context():
        web.store.engine.dispose()


@pytest.fixture
def page(chromium: Browser, shop: str) -> Iterator[Page]:
    """A new browser at the shop."""
    context = chromium.new_context(base_url=shop, ignore_https_errors=True, locale="sv-SE")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_signing_in_at_the_provider_and_out_again(page: Page, shop: str) -> None:
    page.goto("/bestallningar")
    page.get_by_role("button", name="Logga in med jobbkontot").click()
    page.wait_for_url(f"{shop}/bestallningar")
    expect(page.get_by_role("heading", level=1)).to_contain_text("beställningar")
    page.goto("/")
    page.locator("form[action='/logga-ut'] button").first.dispatch_event("click")
    page.wait_for_url(f"{shop}/logga-in")
    expect(page.get_by_text("både här och i din arbetsgivares inloggning")).to_be_visible()
    page.goto("/bestallningar")
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")
