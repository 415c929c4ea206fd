"""What every template is given of its surroundings: the token of its forms, what was left to say, built files."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import flask
from flask import current_app, g
from flask_wtf.csrf import generate_csrf


def csrf_token() -> str:
    """The token of this request's forms, made once a page."""
    if "csrf_text" not in g:
        raw = flask.session.get("csrf_token", "")
        g.csrf_text = _signed(raw, str(current_app.secret_key)) if raw else generate_csrf()
    return cast(str, g.csrf_text)


@functools.lru_cache(maxsize=4096)
def _signed(_raw: str, _key: str) -> str:
    """A browser's token holds as long as its session, and signing it anew on every page costs as much as a query."""
    return cast(str, generate_csrf())


def flashes() -> list[tuple[str, str, str]]:
    """What was left to say: (category, text, undo address)."""
    left = cast(list[tuple[str, str]], flask.get_flashed_messages(with_categories=True))
    said = [(category, json.loads(message)) for category, message in left]
    return [(category, message["text"], message["undo"]) for category, message in said]


@functools.cache
def _manifest(folder: str) -> Mapping[str, str]:
    file = Path(folder) / "vendor" / "manifest.json"
    return cast(Mapping[str, str], json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


def asset(name: str) -> str:
    """The address of a built front-end file, with its hash."""
    file = _manifest(current_app.static_folder or "").get(name)
    return f"/static/vendor/{file}" if file else f"/static/{name}"
