"""Which letters go by themselves: some are unwanted, some wait for the morning, and many at once go as one.

A gathered letter has a stable key of its own, and the letters in it are marked as sent in the same transaction.
"""

from __future__ import annotations

import datetime as dt
import hashlib

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.assortment.queries import support_calendar
from app.identity.queries.habits import Habit, habits, next_morning
from app.outbox import Letter
from app.words.formats import today_of
from app.worker.mail import CALLS, DIGEST

CARRY, DROP, HOLD, TOGETHER = "carry", "drop", "hold", "together"
# So many questions at once to one person are one letter, whatever they have chosen.
FLOOD = 4
MOST, LOOK_AT = 200, 500


def fate(session: Session, letter: Letter, now: dt.datetime) -> str:
    """What becomes of a claimed letter: carried as it is, dropped, held until the morning, or put together."""
    template = str(letter.payload["template"])
    # What has files with it is no news but a document, and goes as it is.
    if template == DIGEST or "files" in letter.payload:
        return CARRY
    habit = _habit(session, letter)
    if not habit.wants(template):
        return DROP
    if habit.pace != "now":
        return HOLD if now < _morning(letter, habit) else TOGETHER
    if template in CALLS and len(_others(session, letter, now)) >= FLOOD - 1:
        return TOGETHER
    return CARRY


def settle(session: Session, letter: Letter, fate: str, now: dt.datetime) -> None:
    """Do it; a letter that another worker has taken meanwhile is left to it."""
    mine = sa.select(Letter).where(Letter.id == letter.id, Letter.lease == letter.lease, Letter.state == "waiting")
    row = session.scalars(mine.with_for_update()).one_or_none()
    if row is None:
        return
    if fate == DROP:
        _gone(row, "unwanted", now)
    elif fate == HOLD:
        row.due_at, row.tries = _morning(row, _habit(session, row)), 0
    else:
        _together(session, row, now)


def _together(session: Session, first: Letter, now: dt.datetime) -> None:
    rows = [first, *_others(session, first, now, hold=True)]
    inside = sorted(rows, key=lambda row: row.id)
    key = hashlib.sha256(",".join(row.key for row in inside).encode()).hexdigest()[:24]
    letters = [{"template": row.payload["template"], "params": row.payload["params"]} for row in inside]
    outbox.mail(session, f"digest:{key}", str(first.payload["to"]), DIGEST, {"letters": letters}, at=now)
    for row in rows:
        _gone(row, f"digest:{key}", now)


def _gone(row: Letter, why: str, now: dt.datetime) -> None:
    row.state, row.sent_at, row.last_error = "sent", now, why


def _others(session: Session, letter: Letter, now: dt.datetime, *, hold: bool = False) -> list[Letter]:
    """The other mail to the same address that is due now; only calls when they come as a flood."""
    question = sa.select(Letter).where(
        Letter.state == "waiting", Letter.kind == "mail", Letter.due_at <= now, Letter.id != letter.id
    )
    question = question.order_by(Letter.id).limit(LOOK_AT)
    question = question.with_for_update(skip_locked=True) if hold else question
    to, habit = str(letter.payload["to"]).lower(), _habit(session, letter)
    found = [
        row for row in session.scalars(question) if str(row.payload["to"]).lower() == to and "files" not in row.payload
    ]
    wanted = [row for row in found if habit.wants(str(row.payload["template"])) and row.payload["template"] != DIGEST]
    if habit.pace == "now":
        wanted = [row for row in wanted if row.payload["template"] in CALLS]
    return wanted[:MOST]


def _habit(session: Session, letter: Letter) -> Habit:
    to = str(letter.payload["to"])
    return habits(session, {to}).get(to.lower(), Habit())


def _morning(letter: Letter, habit: Habit) -> dt.datetime:
    """The first gathering after a letter was written."""
    return next_morning(letter.created_at, habit.pace, support_calendar(today_of(letter.created_at).year))
