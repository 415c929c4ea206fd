"""Filling in a form of the administration as a browser would."""

from __future__ import annotations

from tests.client import Page, ShopClient


def fill(browser: ShopClient, path: str, **typed: str) -> Page:
    """Open a form, type over some fields, send it."""
    page = browser.get(path)
    return browser.post(path.partition("?")[0], {**page.form(path.partition("?")[0]), **typed})
