"""Equipment outside the range: how a request moves, what a buy without approval leads to, what is alike (L105)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum


class ExceptionState(StrEnum):
    """Where a request for something outside the range stands (DOMAIN c)."""

    MANAGER_REVIEW = "manager_review"
    IT_REVIEW = "it_review"
    APPROVED = "approved"
    APPROVED_WITH_CONDITIONS = "conditional"
    DECLINED = "declined"
    REFERRED_TO_BUDGET = "referred"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    PURCHASED = "purchased"
    REGISTERED = "registered"
    CLOSED = "closed"


E = ExceptionState
EXCEPTION_MOVES: Mapping[ExceptionState, frozenset[ExceptionState]] = {
    E.MANAGER_REVIEW: frozenset({E.IT_REVIEW, E.DECLINED, E.WITHDRAWN}),
    E.IT_REVIEW: frozenset({
        E.APPROVED, E.APPROVED_WITH_CONDITIONS, E.DECLINED, E.REFERRED_TO_BUDGET, E.WITHDRAWN,
    }),
    E.APPROVED: frozenset({E.PURCHASED, E.EXPIRED, E.WITHDRAWN}),
    E.APPROVED_WITH_CONDITIONS: frozenset({E.PURCHASED, E.EXPIRED, E.WITHDRAWN}),
    E.PURCHASED: frozenset({E.REGISTERED, E.CLOSED}),
    E.REGISTERED: frozenset({E.CLOSED}),
    E.DECLINED: frozenset(), E.REFERRED_TO_BUDGET: frozenset(), E.WITHDRAWN: frozenset(), E.EXPIRED: frozenset(),
    E.CLOSED: frozenset(),
}  # fmt: skip
REVIEWED = frozenset({E.MANAGER_REVIEW, E.IT_REVIEW})
MAY_BUY = frozenset({E.APPROVED, E.APPROVED_WITH_CONDITIONS})
# Both yeses stand behind these: the database refuses them without.
WITH_BOTH = (*sorted(MAY_BUY), E.PURCHASED, E.REGISTERED)


class Class(StrEnum):
    """What sort of thing it is: those that IT offers in a range (L104), or something else."""

    COMPUTER = "computer"
    PHONE = "phone"
    TABLET = "tablet"
    OTHER = "other"


class Way(StrEnum):
    """How something would connect to what IT runs."""

    WIFI = "wifi"
    CABLE = "cable"
    ACCOUNT = "account"
    LICENCE = "licence"
    APP = "app"


class FindingState(StrEnum):
    """Where a finding stands: something that was bought without approval (DOMAIN c)."""

    REPORTED = "reported"
    ASSESSED = "assessed"
    REGULARISED = "regularised"
    SANCTIONED = "sanctioned"
    CLOSED = "closed"


F = FindingState
FINDING_MOVES: Mapping[FindingState, frozenset[FindingState]] = {
    F.REPORTED: frozenset({F.ASSESSED}),
    F.ASSESSED: frozenset({F.REGULARISED, F.SANCTIONED}),
    F.SANCTIONED: frozenset({F.SANCTIONED, F.REGULARISED, F.CLOSED}),
    F.REGULARISED: frozenset({F.CLOSED}),
    F.CLOSED: frozenset(),
}


class Sanction(StrEnum):
    """What IT may decide about something that was bought without approval (L106-L110)."""

    REFUSE_NETWORK = "refuse_network"
    REFUSE_SUPPORT = "refuse_support"
    RETURN_AND_REPLACE = "return_and_replace"
    CHARGE_EXTRA_COST = "charge_extra_cost"


SANCTION_LINES: Mapping[Sanction, tuple[tuple[int, int], ...]] = {
    Sanction.REFUSE_NETWORK: ((106, 108),),
    Sanction.REFUSE_SUPPORT: ((108, 108),),
    Sanction.RETURN_AND_REPLACE: ((108, 109),),
    Sanction.CHARGE_EXTRA_COST: ((109, 110),),
}
WORD = re.compile(r"[a-z]+[0-9]*[a-z]*|[0-9]+[a-z]+")
SMALL = frozenset({"for", "med", "och", "till", "utan", "som", "den", "det", "ett", "stycken", "nya"})
LEAST_WORD, LONGEST_STEM = 3, 6


def alike(one: str, other: str) -> bool:
    """Whether two people ask for the same sort of thing: the shorter text shares half of its words with the longer."""
    mine, theirs = significant(one), significant(other)
    fewer = min(len(mine), len(theirs))
    return fewer > 0 and 2 * len(mine & theirs) >= fewer


def significant(text: str) -> frozenset[str]:
    """The words that say what is asked for, without case, dots, endings and small words."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    return frozenset(
        word[:LONGEST_STEM] for word in WORD.findall(plain) if len(word) >= LEAST_WORD and word not in SMALL
    )
