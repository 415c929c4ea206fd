"""One year's contributions against the year before: what changed, member by member, and why (R-003, R-002)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.contribution.queries import Budget, Member, shown
from catalogue.contribution import Category, Section
from catalogue.following import Change, compare


@dataclass(frozen=True, slots=True)
class Row:
    """A member with its change, inhabitants then and now, and its historic adjustment of both years, öre."""

    member: Member
    change: Change
    inhabitants: tuple[int, int]
    historic: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two years: each member's change, and the shared costs kind by kind. Empty `rows`: a year cannot be shared yet."""

    before: Budget
    after: Budget
    rows: Sequence[Row]

    @property
    def kinds(self) -> list[tuple[Category, int, int]]:
        """The shared costs of both years by kind, capital costs of shared investments among them."""
        sums: dict[Category, list[int]] = defaultdict(lambda: [0, 0])
        for place, budget in enumerate((self.before, self.after)):
            for line in budget.of(Section.SHARED_OPERATION):
                sums[Category(line.category)][place] += line.amount
            sums[Category.CAPITAL][place] += budget.shared_capital
        return [(kind, *sums[kind]) for kind in Category if any(sums.get(kind, ()))]  # type: ignore[misc]  # two of them

    @property
    def uncounted(self) -> bool:
        """Whether the inhabitants or the capital costs of a year are not known."""
        return not self.rows


def compared(session: Session, year: int) -> Compared:
    """A year against the one before; raises Missing where either has no budget. Four questions."""
    before, after = shown(session, year - 1), shown(session, year)
    return Compared(before, after, _rows(before, after) if before.shares and after.shares else [])


def _rows(before: Budget, after: Budget) -> list[Row]:
    counts = [share.inhabitants for share in before.shares]
    changes = compare([each.parts for each in before.shares], [each.parts for each in after.shares], counts)
    return [
        Row(
            then.member, change, (then.inhabitants, now.inhabitants),
            tuple(budget.own(Section.ADJUSTMENT, then.member.id) for budget in (before, after)),  # type: ignore[arg-type]  # two
        )
        for then, now, change in zip(before.shares, after.shares, changes, strict=True)
    ]  # fmt: skip
