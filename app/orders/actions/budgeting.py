"""What orders book on frames: under lock when they are placed, and anew whenever a line has moved (promises 47, 48)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from app.budgets import actions as budgets
from app.budgets.models import Frame
from app.budgets.queries import frames_of
from app.orders.models import LineState, Order, OrderLine
from app.words import say
from app.words.formats import local, today_of
from catalogue.budgets import FrameKind, Stage, Standing, Stop, frame_kind, times
from catalogue.terms import Asked

S = LineState
STAGES: dict[LineState, Stage] = {
    S.PENDING_APPROVAL: Stage.WAITING, S.PENDING_CONSULTATION: Stage.WAITING, S.RELEASED: Stage.WAITING,
    S.SOURCED: Stage.ON_THE_WAY, S.BACKORDERED: Stage.ON_THE_WAY, S.INSTALLING: Stage.ON_THE_WAY,
    S.READY: Stage.ON_THE_WAY, S.DELIVERED: Stage.HERE, S.CLOSED: Stage.HERE,
    S.DECLINED: Stage.OVER, S.REFERRED_TO_BUDGET: Stage.OVER, S.CANCELLED: Stage.OVER,
}  # fmt: skip
# Who says yes besides when more is ordered than the municipality's own investments hold: IT, and the municipality.
OVERDRAFT = (Asked.HEAD_OF_IT, Asked.KCKD)
Frames = Mapping[FrameKind, Frame]


def prepare(session: Session, order: Order, lines: Sequence[OrderLine], *, at: dt.datetime) -> Frames:
    """The frames that an order draws on, held until commit; lines that overdraw a soft one wait for further yes.

    Raises Refused where a hard stop does not let the order.
    """
    draws: dict[FrameKind, int] = defaultdict(int)
    for line in lines:
        if kind := frame_kind(line.payer, line.unit_cost):
            draws[kind] += line.value * _times(line, at)
    known = frames_of(session, order.unit_id, today_of(at).year) if draws else {}
    wanted = [frame.id for kind, frame in known.items() if kind in draws]
    held = budgets.hold(session, wanted) if wanted else {}
    found = {FrameKind(frame.kind): frame for frame in held.values()}
    for kind, frame in found.items():
        missing = budgets.shortage(frame, draws[kind])
        if missing and frame.stop == Stop.HARD:
            raise budgets.refusal(frame, missing)
        if missing and kind is FrameKind.INDIVIDUAL:
            _ask_more(lines)
    return found


def book(session: Session, order: Order, lines: Sequence[OrderLine], frames: Frames, *, at: dt.datetime) -> None:
    """Reserve what the lines of an order cost on the frames found for it."""
    for kind, frame in frames.items():
        mine = [line for line in lines if frame_kind(line.payer, line.unit_cost) is kind]
        things = [(_opening(order, line, at), standing(line)) for line in mine]
        budgets.begin(session, frame, things, at=at)


def follow(session: Session, lines: Sequence[OrderLine], *, at: dt.datetime) -> None:
    """Bring the ledger to how these lines stand now; raises Refused where a hard stop does not let it."""
    now = {line.id: standing(line) for line in lines if frame_kind(line.payer, line.unit_cost or line.value)}
    if now:
        budgets.settle(session, budgets.LINE, now, at=at)


def overdraft(session: Session, line: OrderLine) -> tuple[str, ...]:
    """Whose yes a line wants besides, were it booked as it stands now; nobody's while its frame suffices (R-046)."""
    if frame_kind(line.payer, line.unit_cost) is not FrameKind.INDIVIDUAL:
        return ()
    return tuple(map(str, OVERDRAFT)) if budgets.overdraws(session, budgets.LINE, line.id, standing(line)) else ()


def need(order: Order, line: OrderLine, year: int, reason: str) -> budgets.Need:
    """A line that did not fit, as a need for a coming year's budget."""
    return budgets.Need(
        year=year, origin="order_line", origin_id=line.id, number=order.number, path=f"/bestallningar/{order.number}",
        title=say("orders.need", quantity=line.quantity, name=line.name), organisation_id=order.organisation_id,
        unit_id=order.unit_id, amount=line.value, reason=reason,
    )  # fmt: skip


def standing(line: OrderLine) -> Standing:
    """How a line stands to the ledger."""
    return Standing(STAGES[LineState(line.state)], line.unit_price, line.quantity, line.received_quantity)


def _opening(order: Order, line: OrderLine, at: dt.datetime) -> budgets.Opening:
    return budgets.Opening(
        subject=budgets.LINE, subject_id=line.id, number=order.number, label=line.name, unit_id=order.unit_id,
        path=f"/bestallningar/{order.number}", times=_times(line, at),
    )  # fmt: skip


def _times(line: OrderLine, at: dt.datetime) -> int:
    return times(line.price_period, local(at).month)


def _ask_more(lines: Sequence[OrderLine]) -> None:
    """Let lines that overdraw their municipality's frame wait for more than the chef (DOMAIN d 8, R-046)."""
    for line in lines:
        if frame_kind(line.payer, line.unit_cost) is FrameKind.INDIVIDUAL:
            asked = dict.fromkeys((*line.steps, *map(str, OVERDRAFT)))
            line.verdict = line.verdict | {"approvals": list(asked)}
            line.state, line.released_at, line.expected_on = S.PENDING_APPROVAL.value, None, None
