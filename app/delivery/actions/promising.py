"""When what is on its way comes: so many on a day, the rest on another. What has come moves the line on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.delivery.models import Promise
from app.orders.models import OrderLine

# How many, and the day; None when the supplier does not know yet.
Part = tuple[int, dt.date | None]


def promise(session: Session, line: OrderLine, parts: Sequence[Part]) -> None:
    """Replace what was promised of a line; the parts come one after the other, after what has come already."""
    session.execute(sa.delete(Promise).where(Promise.line_id == line.id))
    session.add_all(
        Promise(line_id=line.id, position=position, quantity=quantity, expected_on=day)
        for position, (quantity, day) in enumerate(parts)
    )
    line.expected_on = parts[0][1] if parts else None


def keep_promises(session: Session, line: OrderLine, came: int) -> None:
    """Count what came against what was promised: the first part that is left says when the next is expected."""
    rows = session.scalars(sa.select(Promise).where(Promise.line_id == line.id).order_by(Promise.position)).all()
    for row in rows:
        used = min(came, row.quantity)
        came -= used
        if used == row.quantity:
            session.delete(row)
        else:
            row.quantity -= used
            line.expected_on = row.expected_on
            break


def promised(session: Session, line_ids: Sequence[int]) -> dict[int, list[Promise]]:
    """What is promised of lines, part by part."""
    question = sa.select(Promise).where(Promise.line_id.in_(line_ids)).order_by(Promise.line_id, Promise.position)
    found: dict[int, list[Promise]] = {}
    for row in session.scalars(question):
        found.setdefault(row.line_id, []).append(row)
    return found
