"""How the dialogforum decides (C11), and what a proposal must have before it may be decided (R-011, R-012, R-039)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum


class Manner(StrEnum):
    """How a decision is reached: nobody against, or more than half of the municipalities for."""

    CONSENSUS = "consensus"
    MAJORITY = "majority"


class Stance(StrEnum):
    """Where a municipality stands: bifall, avstår, reservation."""

    APPROVE = "approve"
    ABSTAIN = "abstain"
    RESERVE = "reserve"


def not_carried(stances: Mapping[str, Stance], members: Collection[str], manner: Manner) -> str:
    """Why a yes is not carried by the municipalities' positions: a key, or nothing when it is.

    Consensus needs a position of every member, one yes and no reservation; majority more than half of the members.
    """
    given = {member: stances[member] for member in members if member in stances}
    yes = sum(stance is Stance.APPROVE for stance in given.values())
    if manner is Manner.MAJORITY:
        return "" if 2 * yes > len(members) else "no_majority"
    if Stance.RESERVE in given.values():
        return "reserved"
    if len(given) < len(members):
        return "positions_missing"
    return "" if yes else "nobody_approves"
