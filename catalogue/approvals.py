"""The ladder: chef, dated substitute, next chef; nobody decides what they ordered, made or will receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """One chef on the ladder and, if they are away, the substitute they named."""

    person_id: int
    active: bool = True
    substitute_id: int | None = None


@dataclass(frozen=True, slots=True)
class Decider:
    """Who is asked, how they stand to the unit, and for whom they act."""

    person_id: int
    relation: str
    on_behalf_of: int | None = None


def who_decides(chain: Sequence[Link], excluded: frozenset[int]) -> Decider | None:
    """The first on the ladder who may decide; None waits and alerts, it never approves (R: DOMAIN b).

    A chef whose substitute may not decide is passed over, and decides after all when nobody above them can.
    """
    seen: set[int] = set()
    last_resort: Decider | None = None
    for step, link in enumerate(chain):
        if link.person_id in seen or link.person_id in excluded:
            continue
        seen.add(link.person_id)
        chef = Decider(link.person_id, "manager" if step == 0 else "next_manager")
        if link.substitute_id is not None and link.substitute_id not in excluded:
            return Decider(link.substitute_id, "substitute", link.person_id)
        if link.active and link.substitute_id is None:
            return chef
        last_resort = last_resort or (chef if link.active else None)
    return last_resort


def may_decide(person: int, *, orderer: int, creator: int, recipient: int | None) -> bool:
    """Whether a person may decide something: never what they ordered, made or will receive."""
    return person not in (orderer, creator, recipient)
