"""What a year's budget says of the frames of that year, beside the frames that are set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.budgets.models import Frame
from app.budgets.queries import Whose, may_change
from app.contribution.queries.budget import Budget
from app.identity.queries import Visitor
from app.words import say
from catalogue.budgets import FrameKind
from catalogue.contribution import Section


@dataclass(frozen=True, slots=True)
class Framed:
    """A frame as the budget wants it, `amount` öre excluding VAT, and as it is set; None where there is none."""

    whose: Whose
    amount: int
    frame: Frame | None

    @property
    def difference(self) -> int:
        """What the budget has more than the frame; all of it where there is none."""
        return self.amount - (self.frame.amount if self.frame else 0)

    @property
    def key(self) -> str:
        """The frame in the version that was shown, for whoever agrees to change it."""
        return f"{self.frame.id}-{self.frame.version}" if self.frame else ""


def framed(session: Session, me: Visitor, shown: Budget) -> list[Framed]:
    """The frames that a budget has money for, of those an economist may set: the shared one, then each member's.

    What has no money in the budget gets no frame: one of nothing would stop what is decided later. One question.
    """
    question = sa.select(Frame).where(Frame.year == shown.year.year, Frame.kind != FrameKind.UNIT)
    set_up = {row.organisation_id: row for row in session.scalars(question.execution_options(populate_existing=True))}
    return [
        Framed(whose, amount, set_up.get(whose.organisation_id))
        for whose, amount in _wanted(shown)
        if amount > 0 and may_change(me, Frame(organisation_id=whose.organisation_id))
    ]


def _wanted(shown: Budget) -> Iterator[tuple[Whose, int]]:
    shared = say("budgets.kind.shared_investment")
    yield Whose(FrameKind.SHARED, shared), shown.total(Section.SHARED_INVESTMENT)
    for member in shown.members:
        name = say("budgets.form.individual", name=member.short_name)
        own = shown.own(Section.INDIVIDUAL_INVESTMENT, member.id)
        yield Whose(FrameKind.INDIVIDUAL, name, member.id), own
