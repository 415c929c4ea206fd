"""What the doors of devices share."""

from __future__ import annotations

from typing import cast

from flask import Blueprint

from app import web
from app.identity.queries import Visitor

blueprint = Blueprint("devices", __name__)


def visitor() -> Visitor:
    """Who is at the door."""
    return cast(Visitor, web.visitor_or_none())
