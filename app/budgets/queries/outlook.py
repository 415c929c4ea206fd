"""What is left of the frames that an order would draw on, before and after it: for the buyer and for the approver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.budgets.models import Claim, Frame
from app.budgets.queries.frames import per_mille
from app.db import settled
from app.identity.models import Organisation, Unit
from catalogue.budgets import FrameKind, Stop

# The frame of the municipality that pays, and the unit's own, as columns beside a unit.
INDIVIDUAL, OWN = aliased(Frame), aliased(Frame)
PLENTY = 1000


@dataclass(frozen=True, slots=True)
class Outlook:
    """A frame before and after something that draws on it; amounts are öre excluding VAT."""

    frame_id: int
    kind: str
    stop: str
    year: int
    amount: int
    before: int
    asked: int
    allowed: int = 0

    @property
    def after(self) -> int:
        """What is taken with it."""
        return self.before + self.asked

    @property
    def left(self) -> int:
        """What is left with it; negative when it is more than the frame."""
        return self.amount - self.after

    @property
    def stops(self) -> bool:
        """Whether it cannot be ordered: more than a hard stop lets."""
        return self.stop == Stop.HARD and self.asked > 0 and self.left + self.allowed < 0

    @property
    def warns(self) -> bool:
        """Whether it can be ordered although it is more than the frame."""
        return self.left < 0 and not self.stops

    @property
    def meter(self) -> tuple[int, int]:
        """Per mille of the frame that is taken before and after."""
        return min(per_mille(self.before, self.amount), PLENTY), min(per_mille(self.after, self.amount), PLENTY)


def beside_unit(question: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    """A question about a unit (with the year as `year`) that also finds the two frames its orders draw on."""
    year = sa.bindparam("year", type_=sa.Integer)
    payer = sa.func.coalesce(Organisation.payer_id, Organisation.id)
    individual = sa.and_(
        INDIVIDUAL.kind == FrameKind.INDIVIDUAL.value, INDIVIDUAL.year == year, INDIVIDUAL.organisation_id == payer
    )
    own = sa.and_(OWN.kind == FrameKind.UNIT.value, OWN.year == year, OWN.unit_id == Unit.id)
    return (
        question.join(Organisation, Organisation.id == Unit.organisation_id)
        .outerjoin(INDIVIDUAL, individual)
        .outerjoin(OWN, own)
    )


_OF_UNIT = settled(beside_unit(sa.select(INDIVIDUAL, OWN).select_from(Unit)).where(Unit.id == sa.bindparam("unit")))


def frames_of(session: Session, unit_id: int, year: int) -> dict[FrameKind, Frame]:
    """The frames that a unit's orders of a year draw on, by kind; none where nobody has set any."""
    row = session.execute(_OF_UNIT, {"unit": unit_id, "year": year}).one_or_none()
    return by_kind(row or ())


def by_kind(frames: Iterable[Frame | None]) -> dict[FrameKind, Frame]:
    """Frames by their kinds."""
    return {FrameKind(frame.kind): frame for frame in frames if frame is not None}


def outlooks(frames: Mapping[FrameKind, Frame], asked: Mapping[FrameKind, int]) -> list[Outlook]:
    """The frames before and after something; those it does not draw on are left out."""
    return [
        Outlook(row.id, row.kind, row.stop, row.year, row.amount, row.sums.taken, asked[kind], row.overdraft)
        for kind, row in frames.items()
        if asked.get(kind)
    ]


def standing_outlooks(rows: Iterable[tuple[Claim | None, Frame | None]]) -> list[Outlook]:
    """The frames before and after what has claimed them already."""
    frames: dict[int, Frame] = {}
    asked: dict[int, int] = {}
    for claim, frame in rows:
        if claim is not None and frame is not None:
            frames[frame.id] = frame
            asked[frame.id] = asked.get(frame.id, 0) + claim.sums.taken
    return [
        Outlook(row.id, row.kind, row.stop, row.year, row.amount, row.sums.taken - asked[row.id], asked[row.id],
                row.overdraft)
        for row in frames.values()
    ]  # fmt: skip
