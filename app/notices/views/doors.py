"""The blueprint all doors of operations messages hang on, and what they share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app import web
from app.identity.queries import Visitor
from app.refusal import Refused
from app.words import say
from catalogue.components import Component
from catalogue.components import load as components_of
from catalogue.edition import Edition, load

blueprint = Blueprint("notices", __name__)


def visitor() -> Visitor:
    """Who is at the door."""
    me = web.visitor_or_none()
    assert isinstance(me, Visitor)  # noqa: S101  # the door has let in nobody else
    return me


def agreed() -> Edition:
    """The agreement that is in force."""
    return load()


def components() -> dict[str, Component]:
    """Everything that can be away, by key."""
    return dict(components_of(agreed().name))


def told(refusal: Refused) -> str:
    """A refusal in words."""
    params: dict[str, Any] = refusal.params
    return say(refusal.key, **params)
