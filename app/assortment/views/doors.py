"""The blueprint all doors of the assortment hang on, and who stands at them."""

from __future__ import annotations

from flask import Blueprint

from app import web
from app.identity.queries import Visitor
from app.words import say
from catalogue.rights import may

blueprint = Blueprint("assortment", __name__)
ROOT = ((say("editing.title"), "/redigera/sortiment"),)


def visitor() -> Visitor:
    """Who is at the door."""
    me = web.visitor_or_none()
    assert isinstance(me, Visitor)  # noqa: S101  # the door has let in nobody else
    return me


def edits() -> bool:
    """Whether the one at the door may also change."""
    return may("catalogue.edit", visitor().roles)
