"""The blueprint the doors of budget and contribution hang on, and what they share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app import web
from app.identity.queries import Visitor
from app.refusal import Changed, Refused
from app.words import say
from catalogue.rights import may

blueprint = Blueprint("contribution", __name__)
FIRST, LAST = 2014, 2100


def visitor() -> Visitor:
    """Who is at the door."""
    me = web.visitor_or_none()
    assert isinstance(me, Visitor)  # noqa: S101  # the door has let in nobody else
    return me


def prepares() -> bool:
    """Whether this person prepares budgets and invoices."""
    return may("finance", visitor().roles)


def locks() -> bool:
    """Whether this person adopts and locks."""
    return may("finance.lock", visitor().roles)


def told(refusal: Refused) -> str:
    """A refusal in words."""
    params: dict[str, Any] = refusal.params
    return say(refusal.key, **params)


def status_of(refusal: Refused) -> int:
    """How a refusal is answered."""
    return 409 if isinstance(refusal, Changed) else 422
