"""The frames of units in a year, beside what the units have cost."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.budgets.models import Frame
from app.budgets.queries.frames import per_mille
from app.identity.models import Unit
from catalogue.budgets import FrameKind

MONTHS = 12


@dataclass(frozen=True, slots=True)
class UnitFrame:
    """What a unit may spend in a year, and how much of it is taken, öre."""

    unit: str
    amount: int
    taken: int

    @property
    def left(self) -> int:
        """What may still be spent; less than nothing when it was allowed to go over."""
        return self.amount - self.taken

    @property
    def used(self) -> int:
        """Per mille of the frame that is taken."""
        return per_mille(self.taken, self.amount)

    @property
    def a_month(self) -> int:
        """An even part of the year."""
        return self.amount // MONTHS


def unit_frames(session: Session, units: Collection[int], year: int) -> list[UnitFrame]:
    """The frames of some units that somebody may see the costs of, by name. One question."""
    question = (
        sa.select(Frame, Unit.name)
        .join(Unit, Unit.id == Frame.unit_id)
        .where(Frame.kind == FrameKind.UNIT, Frame.year == year, Frame.unit_id.in_(units))
        .order_by(Unit.name)
    )
    return [
        UnitFrame(name, frame.amount + frame.overdraft, frame.sums.taken) for frame, name in session.execute(question)
    ]
