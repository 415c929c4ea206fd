"""A real browser against a running shop with the demo year in it, so that no page is empty."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, StorageState, sync_playwright
from werkzeug.serving import make_server

from app import web
from app.config import Config
from app.demo.load import load
from app.factory import alembic, create_app
from tests.databases import MOMENT, SECRET

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LISTEN = "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective))"
AXE = Path(__file__).parent.parent.parent / "node_modules" / "axe-core" / "axe.min.js"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a Chromium the browser tests are skipped, and say so loudly."""
    for item in items:
        if "tests/browser" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="NO CHROMIUM: install chromium to test pages in a browser"))


@pytest.fixture(scope="session")
def shop_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a shop that serves a loaded demo world at a fixed moment."""
    folder = tmp_path_factory.mktemp("browser-shop")
    config = Config(mode="demo", data_dir=folder, database_url=f"sqlite:///{folder}/shop.db", secret_key=SECRET)
    app = create_app(config, clock=lambda: MOMENT)
    with app.app_context():
        alembic.upgrade()
        for _line in load(web.store.sessionmaker, now=MOMENT, folder=web.config().files_dir):
            pass
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session")
def player() -> Iterator[Playwright]:
    """Playwright itself."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(player: Playwright) -> Iterator[Browser]:
    """The system's Chromium; nothing is downloaded."""
    browser = player.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


Open = Callable[..., Page]


@pytest.fixture(scope="session")
def signed_in(chromium: Browser, shop_address: str) -> Callable[[str], StorageState | None]:
    """The cookies of a person, who signs in once for all tests."""
    states: dict[str, StorageState | None] = {"": None}

    def state_of(person: str) -> StorageState | None:
        if person not in states:
            context = chromium.new_context(base_url=shop_address)
            sign_in(context.new_page(), person)
            states[person] = context.storage_state()
            context.close()
        return states[person]

    return state_of


@pytest.fixture
def open_as(chromium: Browser, shop_address: str, signed_in: Callable[[str], StorageState | None]) -> Iterator[Open]:
    """Open a page as a person: `open_as("karin", "/sortiment", width=390, scheme="dark", script=False)`."""
    contexts: list[BrowserContext] = []

    def open_page(
        person: str, path: str = "/", *, width: int = 1280, scheme: str = "light", script: bool = True
    ) -> Page:
        context = chromium.new_context(
            base_url=shop_address,
            viewport={"width": width, "height": 844 if width < 700 else 900},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="sv-SE",
            java_script_enabled=script,
            storage_state=signed_in(person),
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        if path:
            page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def reading(chromium: Browser, shop_address: str) -> Iterator[Page]:
    """One tab for all who only read: a new one for each page takes longer than the page."""
    context = chromium.new_context(base_url=shop_address, locale="sv-SE")
    context.add_init_script(LISTEN)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def read_as(reading: Page, signed_in: Callable[[str], StorageState | None]) -> Callable[[str], Page]:
    """The readers' tab as a person."""

    def as_person(person: str) -> Page:
        state = signed_in(person)
        reading.context.clear_cookies()
        reading.context.add_cookies(state["cookies"] if state else [])
        return reading

    return as_person


def sign_in(page: Page, person: str) -> None:
    """Sign in by clicking the person on the sign-in page."""
    page.goto("/logga-in")
    page.locator(f"button[name=person][value={person}]").click()
    page.wait_for_url(lambda address: "/logga-in" not in address)
