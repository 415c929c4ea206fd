"""The blueprint all doors of administration hang on, and who stands at them."""

from __future__ import annotations

from flask import Blueprint

from app import web
from app.administration import queries
from app.administration.queries import Reach
from app.identity.models import Organisation
from app.identity.queries import Visitor
from app.words import say

blueprint = Blueprint("administration", __name__)
ROOT = ((say("menu.administration"), "/admin"),)


def visitor() -> Visitor:
    """Who is at the door."""
    me = web.visitor_or_none()
    assert isinstance(me, Visitor)  # noqa: S101  # the door has let in nobody else
    return me


def reach() -> Reach:
    """How far this administrator reaches."""
    return queries.reach(visitor())


def trail_to(organisation: Organisation) -> list[tuple[str, str]]:
    """The way from the first page to an organisation."""
    return [
        *ROOT,
        (say("administration.index.organisations.title"), "/admin/organisationer"),
        (organisation.short_name, f"/admin/organisationer/{organisation.key}"),
    ]
