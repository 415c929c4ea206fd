"""What may be handed in to IT; what may not carries the guidance instead (R-044, R-045)."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.edition import Kind
from catalogue.terms import ReturnRoute

ACCEPTED = frozenset({"computer", "phone", "tablet"})


@dataclass(frozen=True, slots=True)
class HandIn:
    """Whether IT takes it, and the key of why not or what to do."""

    accepted: bool
    key: str


def hand_in(kind: Kind) -> HandIn:
    """Whether a thing of this kind may be handed in, for any reason (C16)."""
    if kind.device_class in ACCEPTED:
        return HandIn(True, "accepted")
    guidance = {
        ReturnRoute.OWN: "own_recycling",
        ReturnRoute.DISMOUNT: "it_dismounts",
        ReturnRoute.REVOKE: "ends_by_itself",
    }
    return HandIn(False, guidance.get(kind.returns, "not_a_device"))


def may_close(*, has_storage: bool, wiped: bool, account_locked: bool) -> tuple[str, ...]:
    """What still hinders closing a return: no evidence of wiping, or a lock left on (R-213)."""
    conditions = ((has_storage and not wiped, "not_wiped"), (account_locked, "account_locked"))
    return tuple(key for holds, key in conditions if holds)
