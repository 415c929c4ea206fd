"""Where a device may stand and where it may go from there (DOMAIN c): the one table of moves."""

from __future__ import annotations

from enum import StrEnum


class DeviceState(StrEnum):
    """Where a device stands."""

    ON_ORDER = "on_order"
    RECEIVED = "received"
    INSTALLING = "installing"
    READY = "ready"
    ACTIVE = "active"
    IN_REPAIR = "in_repair"
    RETURNED = "returned"
    WIPED = "wiped"
    RECYCLED = "recycled"
    STOLEN = "stolen"
    LOST = "lost"
    RECOVERED = "recovered"
    WRITTEN_OFF = "written_off"
    BLOCKED = "blocked"


class Origin(StrEnum):
    """How a device came into the register."""

    ORDER = "order"
    IMPORT = "import"
    EXCEPTION = "exception"


D = DeviceState
# From these there is no way back.
ENDED = frozenset({D.RECYCLED, D.WRITTEN_OFF})
# Nobody answers for a device that stands here.
UNHELD = frozenset({D.RETURNED, D.WIPED}) | ENDED
# In somebody's care, from whom it may pass to somebody else.
HELD = frozenset({D.ACTIVE, D.IN_REPAIR})
_MOVES: dict[DeviceState, frozenset[DeviceState]] = {
    D.ON_ORDER: frozenset({D.RECEIVED}),
    D.RECEIVED: frozenset({D.INSTALLING}),
    D.INSTALLING: frozenset({D.READY}),
    D.READY: frozenset({D.ACTIVE}),
    D.ACTIVE: frozenset({D.IN_REPAIR, D.RETURNED, D.STOLEN, D.LOST}),
    D.IN_REPAIR: frozenset({D.ACTIVE, D.WRITTEN_OFF}),
    D.RETURNED: frozenset({D.WIPED}),
    D.WIPED: frozenset({D.READY, D.RECYCLED}),
    D.STOLEN: frozenset({D.RECOVERED, D.WRITTEN_OFF}),
    D.LOST: frozenset({D.RECOVERED, D.WRITTEN_OFF}),
    D.RECOVERED: frozenset({D.RETURNED}),
    D.BLOCKED: frozenset({D.ACTIVE, D.RETURNED}),
    D.RECYCLED: frozenset(),
    D.WRITTEN_OFF: frozenset(),
}
# A finding may block whatever is not gone for good.
MOVES: dict[DeviceState, frozenset[DeviceState]] = {
    state: ends if state in ENDED or state is D.BLOCKED else ends | {D.BLOCKED} for state, ends in _MOVES.items()
}


def may_move(state: str, to: DeviceState) -> bool:
    """Whether the table knows a move."""
    return to in MOVES[DeviceState(state)]
