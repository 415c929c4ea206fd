"""A browser for tests that inspects every page it is given: valid HTML, language, headings, labels, no inline code."""

from __future__ import annotations

import re
import warnings
from functools import cached_property
from typing import Any

import html5lib
from bs4 import BeautifulSoup, Tag
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from markupsafe import escape
from werkzeug.test import TestResponse

RAW_TOKEN = "0123456789abcdef0123456789abcdef01234567"
# Errors of the strict parser that the HTML standard of today no longer knows.
HARMLESS = frozenset({"unexpected-cell-in-table-body"})
TEXT, VALUE = re.compile(r">[^<]*"), re.compile(r'( type="[^"]*"|"")|"[^"]*"')
ID, FOR = re.compile(r'\sid="([^"]*)"'), re.compile(r'<label[^>]*\sfor="([^"]*)"')
# What was inspected and found without fault in this run, as tags and attributes without words.
_sound: set[int] = set()


class Page:
    """An answer with its parsed HTML."""

    def __init__(self, answer: TestResponse) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.html = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The parsed page; parsed when first looked into, since most answers are only passed on."""
        return BeautifulSoup(self.html, "html.parser")

    @property
    def text(self) -> str:
        """What a person reads, with single spaces."""
        return " ".join(self.soup.get_text(" ").split())

    @property
    def h1(self) -> str:
        """The main heading."""
        found = self.soup.h1
        return " ".join(found.get_text(" ").split()) if found else ""

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return str(self.answer.headers.get("Location", ""))

    def form(self, action: str) -> dict[str, str]:
        """What a browser would send of the form with this action, as it stands: no button, no unticked box."""
        # Only the form is parsed: forms are not nested, and the rest of a page is many times longer.
        piece = re.search(rf"""<form[^>]*\saction="{re.escape(str(escape(action)))}".*?</form>""", self.html, re.DOTALL)
        assert piece, f"no form to {action}: {[f.get('action') for f in self.soup.find_all('form')]}"
        form = BeautifulSoup(piece[0], "html.parser")
        data = {}
        for tag in form.select("input[name],select[name],textarea[name]"):
            if tag.get("type") in ("checkbox", "radio") and not tag.has_attr("checked"):
                continue
            if tag.get("type") != "submit" and not tag.has_attr("disabled"):
                data[str(tag["name"])] = _typed(tag)
        data.pop("csrf_token", None)
        return data

    def field(self, name: str) -> str:
        """The value of the first form field of a name."""
        found = self.soup.select_one(f"[name='{name}']")
        assert isinstance(found, Tag), f"no field {name}"
        return str(found.get("value") or found.get_text())


def _typed(tag: Tag) -> str:
    if tag.name == "select":
        chosen = tag.select_one("option[selected]") or tag.select_one("option")
        return str(chosen.get("value", chosen.get_text())) if chosen else ""
    if tag.name == "textarea":
        return tag.get_text().removeprefix("\n")
    return str(tag.get("value", "on" if tag.get("type") == "checkbox" else ""))


class ShopClient:
    """A signed-in (or anonymous) browser without JavaScript."""

    def __init__(self, app: Flask, person: str = "") -> None:
        self.app = app
        self.browser = app.test_client()
        if person:
            answer = self.post("/logga-in/demo", {"person": person})
            assert answer.status == 303, f"sign-in as {person} answered {answer.status}"

    def get(self, path: str, *, status: int = 200, **options: Any) -> Page:
        """Open a page, expect its status, and inspect it."""
        with self.app.app_context():  # as in a server, a request remembers nothing of the one before
            page = Page(self.browser.get(path, **options))
        assert page.status == status, f"GET {path} answered {page.status}: {page.text[:600]}"
        if page.html and "HX-Request-Type" not in options.get("headers", {}):
            inspect(page, path)
        return page

    def fragment(self, path: str, *, status: int = 200) -> Page:
        """Ask for a page's block as HTMX does."""
        return self.get(path, status=status, headers={"HX-Request": "true", "HX-Request-Type": "partial"})

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Page:
        """Send a form with its CSRF token; follow nothing."""
        with self.browser.session_transaction() as state:
            state.setdefault("csrf_token", RAW_TOKEN)
            raw = state["csrf_token"]
        signer = URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token")
        form = {"csrf_token": signer.dumps(raw), **(data or {})}
        with self.app.app_context():
            page = Page(self.browser.post(path, data=form, **options))
        if page.html and page.status >= 400 and "headers" not in options:
            inspect(page, path)
        return page

    def follow(self, page: Page) -> Page:
        """Go where a redirect leads."""
        assert page.status == 303, f"no redirect but {page.status}: {page.text[:600]}"
        return self.get(page.location)


def inspect(page: Page, path: str) -> None:
    """Check what every page must hold; the message names the page.

    Strict parsing costs more than answering, so the tags of a page are walked once: the same tags and attributes
    with other words in them have the same faults, except for names that must meet, which are compared every time.
    """
    skeleton = hash(VALUE.sub(lambda found: found[1] or '"x"', TEXT.sub(">", page.html)))
    faults = _name_faults(page.html)
    if skeleton not in _sound:
        faults += [*_parse_faults(page.html), *_shape_faults(page.soup), *_code_faults(page.soup)]
    assert not faults, f"{path}: {faults}"
    _sound.add(skeleton)


def _name_faults(html: str) -> list[str]:
    ids, labels = ID.findall(html), FOR.findall(html)
    faults = [f"id {name} twice" for name in sorted({name for name in ids if ids.count(name) > 1})]
    return faults + [f"a label for {name}, which is not there" for name in sorted({*labels} - {*ids})]


def _parse_faults(html: str) -> list[str]:
    parser = html5lib.HTMLParser(strict=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parser.parse(html)
    return [f"html {name}" for _place, name, _values in parser.errors if name not in HARMLESS]


def _shape_faults(soup: BeautifulSoup) -> list[str]:
    faults = []
    if not soup.html or soup.html.get("lang") not in ("sv", "en"):
        faults.append("no language")
    if len(soup.find_all("h1")) != 1:
        faults.append(f"{len(soup.find_all('h1'))} h1")
    faults += [f"no label: {tag}"[:120] for tag in soup.select("input,select,textarea") if not _labelled(soup, tag)]
    faults += [f"form without action: {form}"[:120] for form in soup.find_all("form") if not form.get("action")]
    return faults


def _labelled(soup: BeautifulSoup, tag: Tag) -> bool:
    if tag.get("type") in ("hidden", "submit", "button") or tag.get("aria-label") or tag.get("aria-labelledby"):
        return True
    return tag.find_parent("label") is not None or soup.select_one(f"label[for='{tag.get('id')}']") is not None


def _code_faults(soup: BeautifulSoup) -> list[str]:
    faults = [f"inline script: {tag}"[:80] for tag in soup.find_all("script") if not tag.get("src")]
    faults += ["inline style" for _ in soup.find_all("style")]
    for tag in soup.find_all(True):
        faults += [f"{name} on {tag.name}" for name in tag.attrs if name == "style" or name.startswith("on")]
    return faults
