"""What a second person must say yes to before it holds."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import one_of

PENDING, CONFIRMED, DECLINED, ENDED = GRANT_STATES = ("pending", "confirmed", "declined", "ended")


class SecondPerson:
    """Columns of a row that somebody gives, a second person decides where it `needs_second`, and somebody ends.

    No giver: the shop itself gave it. Whatever is not confirmed does not hold.
    """

    state: Mapped[str] = mapped_column(sa.String(10), default=CONFIRMED, server_default=CONFIRMED)
    needs_second: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    reason: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    given_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    given_at: Mapped[dt.datetime | None]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[dt.datetime | None]
    ended_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    ended_at: Mapped[dt.datetime | None]
    end_reason: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")


def second_person_rules() -> tuple[sa.CheckConstraint, ...]:
    """What the database itself sees to."""
    decided = "NOT needs_second OR given_by IS NULL OR state IN ('pending', 'ended') OR decided_by IS NOT NULL"
    return (
        one_of("state", GRANT_STATES),
        sa.CheckConstraint("decided_by <> given_by", name="second_person"),
        sa.CheckConstraint(decided, name="confirmed_by_second"),
    )
