"""The blueprint the doors of suppliers' invoices hang on, and what they share."""

from __future__ import annotations

from flask import Blueprint, Response

from app import web
from app.fields import whole_number
from app.identity.queries import Visitor

LIST = "/ekonomi/leverantorsfakturor"
blueprint = Blueprint("supplier_invoices", __name__)


def visitor() -> Visitor:
    """Who is at the door."""
    me = web.visitor_or_none()
    assert isinstance(me, Visitor)  # noqa: S101  # the door has let in nobody else
    return me


def number_of(text: str | None) -> int:
    """A number of an address; 0 for what is none."""
    try:
        return whole_number(text) if text else 0
    except ValueError:
        return 0


def download(data: bytes, name: str, kind: str) -> Response:
    """A file to keep, never shown as a page."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"}
    return Response(data, content_type=kind, headers=headers)
