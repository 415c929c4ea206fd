"""What every template is given of its surroundings: the token of its forms, what was left to say, built files."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import flask
from flask import current_app, g
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app.words import say
from catalogue.rights import RIGHTS, may, roles_that

MOST_ROLES = 4


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


def roles_wanted(right: str) -> list[str]:
    """The roles that open a door, as people call them; none when there are too many of them to be of help."""
    roles = roles_that(right) if right in RIGHTS else frozenset()
    return sorted(say(f"roles.name.{role}") for role in roles) if len(roles) <= MOST_ROLES else []


def can(right: str) -> bool:
    """Whether the person may open a door, so that a page does not point at one that is shut."""
    return bool(current_user.is_authenticated and may(right, current_user.roles))


@functools.cache
def _manifest(folder: str) -> Mapping[str, str]:
    file = Path(folder) / "vendor" / "manifest.json"
    return cast(Mapping[str, str], json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


def asset(name: str) -> str:
    """The address of a built front-end file, with its hash."""
    file = _manifest(current_app.static_folder or "").get(name)
    return f"/static/vendor/{file}" if file else f"/static/{name}"
