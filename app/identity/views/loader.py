"""Finds who is at the door on every request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import flask
import sqlalchemy as sa
from flask import request

from app import web
from app.db import WRITES
from app.identity import actions, queries
from app.identity.views.doors import cookie_name

TOUCH_EVERY = dt.timedelta(minutes=5)


def load_with(counts: Callable[[], Sequence[sa.ScalarSelect[int]]]) -> None:
    """Let every request find its person by the session cookie, together with the counts the header shows."""
    question = queries.visitor_question(counts())

    def load(incoming: flask.Request) -> queries.Visitor | None:
        token = incoming.cookies.get(cookie_name(), "")
        if not token or len(token) > 100:
            return None
        visitor = queries.visitor_by_token(web.session(), token, web.now(), question)
        if visitor and web.now() - visitor.seen_at > TOUCH_EVERY and not _is_unattended(incoming):
            _touch(visitor)
        if visitor is None and incoming.method not in web.SAFE:
            flask.g.typed_by = queries.person_behind(web.session(), token)
        return visitor

    web.login.request_loader(load)


def _is_unattended(incoming: flask.Request) -> bool:
    """Whether a page or a browser asks by itself, which keeps nobody signed in."""
    return "X-Poll" in incoming.headers or "prefetch" in incoming.headers.get("Sec-Purpose", "")


def _touch(visitor: queries.Visitor) -> None:
    """Keep an active session alive in a small transaction of its own, so that reading pages stays reading."""
    if request.method not in web.SAFE:
        actions.touch(web.session(), session_id=visitor.session_id, at=web.now())
        return
    with web.store.sessionmaker() as aside:
        aside.connection(execution_options={WRITES: True})
        actions.touch(aside, session_id=visitor.session_id, at=web.now())
        web.keep(aside)
