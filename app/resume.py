"""Brings back what was typed in a form that met an ended sign-in: keeps it, fills the page again, forgets it when sent.

`app/web.py` calls these at the door; what is kept, and for whom, stands in `app/drafts.py`.
"""

from __future__ import annotations

import datetime as dt
import secrets
from urllib.parse import urlsplit

import flask
from flask import Response, g, request
from sqlalchemy.orm import Session

from app import drafts
from app.refill import below_main, refill

LONGEST_HANDLE = 64


def page_of_form() -> str:
    """The page of ours on which the form that was sent stands, or "" when the browser does not say."""
    for told in (request.headers.get("HX-Current-URL"), request.headers.get("Referer")):
        parts = urlsplit(told or "")
        if parts.netloc == request.host and parts.path.startswith("/"):
            return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return ""


def is_surely_ours() -> bool:
    """Whether the browser says that the form was sent from a page of ours; nobody else's page can make it say so."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    return site == "same-origin" or (site is None and origin is not None and urlsplit(origin).netloc == request.host)


def keep(session: Session, page: str, at: dt.datetime) -> bool:
    """Keep the form that was just sent, in the caller's transaction, when it is known whose it is."""
    person_id = g.get("typed_by")
    if person_id is None or not page or not request.form:
        return False
    handle = request.cookies.get(_cookie(), "")
    if not handle or len(handle) > LONGEST_HANDLE:
        handle = secrets.token_urlsafe(32)
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    sent = drafts.Sent(page=page, action=_action(), fields=fields)
    if not drafts.keep(session, handle, sent, person_id=person_id, at=at):
        return False
    g.draft_handle = handle
    return True


def forget(session: Session) -> None:
    """Forget what was kept of a form that has now been sent."""
    handle = request.cookies.get(_cookie(), "")
    if handle:
        drafts.drop(session, handle, action=_action())


def throw_away(session: Session) -> None:
    """Forget everything this browser kept."""
    drafts.drop(session, request.cookies.get(_cookie(), ""))


def give_back(session: Session, response: Response, person_id: int, at: dt.datetime) -> Response:
    """Fill the forms of a page with what this person had typed in them, and say so above."""
    handle = request.cookies.get(_cookie(), "")
    page = request.full_path.rstrip("?")
    for kept in drafts.find(session, handle, page, person_id=person_id, at=at):
        html, found = refill(response.get_data(as_text=True), kept.action, kept.fields)
        lost = [] if found else [value for _name, value in kept.fields if value.strip() and not value.isdigit()]
        told = flask.render_template("identity/_kept_form.html", found=found, lost=lost, page=page)
        response.set_data(below_main(html, told))
    return response


def may_give_back(response: Response) -> bool:
    """Whether an answer is a whole page that a kept form could stand on."""
    page = request.method == "GET" and response.status_code == 200 and response.mimetype == "text/html"
    return page and not response.is_streamed and _cookie() in request.cookies


def hand_out(response: Response, life: int) -> None:
    """Give the browser the handle of what was just kept; `life` is seconds."""
    handle = g.get("draft_handle")
    if handle:
        secure = _cookie().startswith("__Host-")
        response.set_cookie(
            _cookie(), handle, max_age=life, path="/", secure=secure, httponly=True, samesite="Lax"
        )  # fmt: skip


def _action() -> str:
    return request.full_path.rstrip("?")


def _cookie() -> str:
    return "typed" if flask.current_app.config["SHOP"].demo else "__Host-typed"
