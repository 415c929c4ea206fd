"""The doors from an adopted budget to the frames of its year: what they would be beside what they are, and setting."""

from __future__ import annotations

import re
from typing import Any

from flask import request

from app import web
from app.contribution import actions, queries
from app.contribution.actions import STANDING
from app.contribution.views.doors import blueprint, status_of, told, visitor
from app.refusal import Forbidden, Refused
from app.words import say

KEY = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


@blueprint.get("/ekonomi/budget/<int:year>/ramar")
@web.door("finance")
def frames(year: int) -> Any:
    """The frames that the budget has money for, beside those that are set."""
    return _show(year)


@blueprint.post("/ekonomi/budget/<int:year>/ramar")
@web.door("finance")
def set_frames(year: int) -> Any:
    """Set those that are lacking, and change those that are ticked."""
    session = web.session()
    row = queries.held(session, year)
    try:
        made, changed = actions.set_frames(session, row, visitor(), agreed=_agreed(), at=web.now())
    except Forbidden:
        raise
    except Refused as reason:
        session.rollback()
        return _show(year, status=status_of(reason), refused=told(reason))
    said = "framed" if made or changed else "framed_already"
    web.say_next(say(f"contribution.said.{said}", year=year, made=made, changed=changed))
    return web.see_other("contribution.frames", year=year)


def _agreed() -> dict[int, int]:
    found = (KEY.fullmatch(text) for text in request.form.getlist("andra"))
    return {int(each[1]): int(each[2]) for each in found if each}


def _show(year: int, *, status: int = 200, refused: str = "") -> Any:
    shown = queries.shown(web.session(), year)
    rows = queries.framed(web.session(), visitor(), shown)
    return web.page(
        "contribution/frames.html", status=status, refused=refused, year=shown.year, rows=rows,
        lacking=any(row.frame is None for row in rows), differing=any(row.frame and row.difference for row in rows),
        stands=shown.year.state in STANDING,
    )  # fmt: skip
