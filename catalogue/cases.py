"""Cases: kinds, states and moves, the three lines, basic functions, who works where, and where a fault goes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from catalogue.terms import Queue, Role, Segment

LINES = (1, 2, 3)
BASIS = 10_000


class CaseKind(StrEnum):
    """What a case is (L803-L817, R-208, R-209)."""

    SERVICE_REQUEST = "service_request"
    INCIDENT = "incident"
    PROBLEM = "problem"
    CHANGE = "change"


class CaseState(StrEnum):
    """How far a case has come (DOMAIN c)."""

    NEW = "new"
    ASSIGNED = "assigned"
    WAITING = "waiting"
    SOLVED = "solved"
    CLOSED = "closed"


C = CaseState
OPEN = (C.NEW, C.ASSIGNED, C.WAITING)
MOVES: Mapping[CaseState, frozenset[CaseState]] = {
    C.NEW: frozenset({C.ASSIGNED, C.WAITING, C.SOLVED}),
    C.ASSIGNED: frozenset({C.NEW, C.WAITING, C.SOLVED}),
    C.WAITING: frozenset({C.NEW, C.ASSIGNED, C.SOLVED}),
    C.SOLVED: frozenset({C.CLOSED, C.ASSIGNED, C.NEW}),
    C.CLOSED: frozenset({C.ASSIGNED, C.NEW}),
}
# Cases of these topics belong to a room or a duty of its own, which alone ends them early.
FOLLOWED = frozenset(
    {"warranty_claim", "hand_in", "theft", "missing_device", "external_account", "network_close", "network_open"}
)
# How far along a state is; another system may move a case onwards, never back (promise 62).
PROGRESS: Mapping[CaseState, int] = {state: place for place, state in enumerate(C)}


class BasicFunction(StrEnum):
    """What should be handled within one working day when it fails (L534-L550, R-150): these eight and no more."""

    WORKPLACE = "workplace"
    STORAGE = "storage"
    PRINTING = "printing"
    NETWORK = "network"
    EMAIL = "email"
    OFFICE = "office"
    VPN = "vpn"
    SOFTWARE = "software"


class PupilTopic(StrEnum):
    """What may be wrong with a pupil's device, split as the agreement splits it (L569-L583)."""

    NETWORK = "network"
    ACCOUNT = "account"
    APPS = "apps"
    HARDWARE = "hardware"
    USE = "use"
    PRINTING = "printing"


PUPIL_IT = frozenset({PupilTopic.NETWORK, PupilTopic.ACCOUNT, PupilTopic.APPS})


class Decline(StrEnum):
    """Why IT may decline to operate an application (L195-L199, R-071)."""

    SHORTAGE = "shortage"
    HIGH_RISK = "high_risk"
    SECURITY = "security"
    UNCLEAR_ROLES = "unclear_roles"


class DeliveryModel(StrEnum):
    """How a system may be run instead (L198-L199, L207-L208, R-071, R-073)."""

    CLOUD = "cloud"
    SERVER_ONLY = "server_only"


R = Role
WORKED_BY: Mapping[Queue, frozenset[Role]] = {
    Queue.SERVICEDESK: frozenset({R.SERVICEDESK, R.IT_WORKPLACE}),
    Queue.IT_WORKPLACE: frozenset({R.IT_WORKPLACE, R.SERVICEDESK}),
    Queue.IT_INFRASTRUCTURE: frozenset({R.IT_INFRASTRUCTURE}),
    Queue.OBJECT_LEAD: frozenset({R.OBJECT_LEAD}),
    Queue.MUNICIPALITY: frozenset({R.MUNICIPALITY_CONTACT}),
}
IT_QUEUES = (Queue.SERVICEDESK, Queue.IT_WORKPLACE, Queue.IT_INFRASTRUCTURE, Queue.OBJECT_LEAD)
IT_ROLES = frozenset({R.SERVICEDESK, R.IT_WORKPLACE, R.IT_INFRASTRUCTURE, R.OBJECT_LEAD, R.HEAD_OF_IT})
# Who may write down whose answer. The chief executives' and the committee's decisions are recorded with a reference.
ANSWERED_BY: Mapping[str, frozenset[Role]] = {
    "it": frozenset({R.IT_WORKPLACE, R.IT_INFRASTRUCTURE, R.OBJECT_LEAD, R.HEAD_OF_IT}),
    "head_of_it": frozenset({R.HEAD_OF_IT}),
    "kckd": frozenset({R.STEERING_MEMBER, R.HEAD_OF_IT}),
    "committee": frozenset({R.HEAD_OF_IT}),
    "budget": frozenset({R.FINANCE, R.HEAD_OF_IT}),
}
RECORDED = frozenset({"kckd", "committee", "budget"})


@dataclass(frozen=True, slots=True)
class Route:
    """Where a fault goes first; `to_supplier` when the school reports the hardware to the supplier itself."""

    queue: Queue
    to_supplier: bool = False


def may_move(here: CaseState, there: CaseState) -> bool:
    """Whether a case may go from one state to another."""
    return there in MOVES[here]


def may_withdraw(topic: str, state: str, *, begun: bool) -> bool:
    """Whether whoever asked may take a case back: while nobody has taken it or answered anything in it."""
    return state == C.NEW and not begun and topic not in FOLLOWED


def may_advance(here: CaseState, there: CaseState) -> bool:
    """Whether word from another system may move a case: only onwards, as far as the moves allow (promise 62)."""
    return PROGRESS[there] > PROGRESS[here] and (may_move(here, there) or there is C.CLOSED)


def fault_route(segment: str, topic: str) -> Route:
    """Where a fault on a device of a segment goes.

    A pupil's network, account and apps go to IT, the rest to the municipality, hardware to the supplier too (L569-L583,
    R-156, R-157); everything else goes to servicedesk, which takes in all cases (L359-L360, R-145, R-155).
    """
    if segment != Segment.PUPIL or topic not in frozenset(PupilTopic) or PupilTopic(topic) in PUPIL_IT:
        return Route(Queue.SERVICEDESK)
    return Route(Queue.MUNICIPALITY, to_supplier=topic == PupilTopic.HARDWARE)


def queues_of(roles: Collection[str]) -> tuple[Queue, ...]:
    """The queues whose cases somebody works with: all of IT's for IT, their municipality's for its contact."""
    mine = IT_QUEUES if not IT_ROLES.isdisjoint(roles) else ()
    return (*mine, Queue.MUNICIPALITY) if R.MUNICIPALITY_CONTACT in roles else mine


def is_sampled(number: str, share: int) -> bool:
    """Whether a closed case gets the survey: the same answer every time, evenly spread; the share is basis points."""
    digest = hashlib.sha256(f"survey:{number}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % BASIS < share


def needs_root_cause(*, serious: bool, recurring: bool, kind: str) -> bool:
    """Whether a case may not be closed without its root cause: serious or recurring incidents (L349-L350, R-097)."""
    return kind == CaseKind.INCIDENT and (serious or recurring)
