"""The blueprint all doors of the forum hang on, and who stands at them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from app import web
from app.identity.queries import Visitor
from app.refusal import Refused
from app.words import say

blueprint = Blueprint("forum", __name__)


def visitor() -> Visitor:
    """Who is at the door."""
    me = web.visitor_or_none()
    assert isinstance(me, Visitor)  # noqa: S101  # the door has let in nobody else
    return me


def told(refusal: Refused) -> str:
    """A refusal in words."""
    params: dict[str, Any] = refusal.params
    return say(refusal.key, **params)


def whole(name: str) -> int:
    """A whole number of the address, 0 where there is none."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def asked_words(name: str = "q") -> str:
    """Words that were searched for, at most a hundred characters."""
    return " ".join(request.args.get(name, "").split())[:100]


def one_of(name: str, known: Any, other: str = "") -> str:
    """A choice of the address, when it is one of those there are."""
    text = request.args.get(name, "")
    return text if text in known else other
