"""The journeys on the limit's pages."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench.browser import Browser


def _one(path: str) -> Callable[[Browser], None]:
    return lambda browser: _open(browser, path)


def _open(browser: Browser, path: str) -> None:
    browser.get(path)


def _add(browser: Browser) -> None:
    browser.get("/product")
    browser.token = "none"
    browser.post("/add", {"antal": "1"})
    browser.get("/basket")


def _buy(browser: Browser) -> None:
    browser.get("/product")
    browser.token = "none"
    browser.post("/add", {"antal": "1"})
    browser.get("/basket")
    browser.get(browser.post("/place", {"visat": "x"}).location)


WALKS: dict[str, Callable[[Browser], None]] = {
    "grid": _one("/grid"),
    "search": _one("/grid?q=sk"),
    "product": _one("/product"),
    "add": _add,
    "buy": _buy,
    "history": _one("/history"),
    "work": _one("/work"),
}
