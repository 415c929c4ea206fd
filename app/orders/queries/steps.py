"""The steps of a delivery: what is done, what is going on, what comes, each with its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from app.desks.models import ApprovalRequest
from app.orders.models import LineState, Order, OrderLine
from app.words import day, say
from app.words.formats import clock
from catalogue.terms import Asked

S = LineState
# (title, when, state) of each step, as the macro `timeline` takes them.
Timeline = list[tuple[str, str, str]]
STOPS = {S.DECLINED: "declined", S.CANCELLED: "cancelled", S.REFERRED_TO_BUDGET: "referred"}
# Which step goes on while a line is in a state, for each way out.
GOES_ON = {
    S.PENDING_APPROVAL: "approval", S.PENDING_CONSULTATION: "answer", S.RELEASED: "sent", S.SOURCED: "transit",
    S.BACKORDERED: "transit", S.INSTALLING: "installing", S.READY: "ready", S.DELIVERED: "delivered",
}  # fmt: skip
# The state whose moment a finished step shows.
REACHED = {
    "answer": S.RELEASED, "sent": S.SOURCED, "transit": S.SOURCED, "installing": S.READY, "ready": S.DELIVERED,
    "delivered": S.DELIVERED,
}  # fmt: skip


def steps_of(
    lines: Sequence[OrderLine], order: Order, requests: Sequence[ApprovalRequest],
    times: Mapping[tuple[int, str], dt.datetime], *, today: dt.date,
) -> Timeline:  # fmt: skip
    """The steps of lines that stand at the same place; exactly one of them goes on, or the last one ends it."""
    first, state = lines[0], LineState(lines[0].state)
    names = _names(first)
    request = _request(first, requests)
    done = {name: _moment(lines, name, times) for name in names if name in REACHED}
    done["placed"] = order.placed_at
    if request and request.decided_at:
        done["approval"] = request.decided_at
    if state in STOPS:
        return _stopped(lines, request, order.placed_at)
    now = names.index(_going_on(state, names))
    marks = ["done"] * now + ["end" if names[now] == "delivered" else "now"] + ["next"] * (len(names) - now - 1)
    return [
        (_title(name, mark, first, request), _when(mark, name, lines, done, today=today), mark)
        for name, mark in zip(names, marks, strict=True)
    ]


def _going_on(state: LineState, names: Sequence[str]) -> str:
    """The step that goes on; what IT does by itself has no way to travel."""
    step = GOES_ON.get(state, "delivered")
    return step if step in names else "sent"


def _names(line: OrderLine) -> list[str]:
    """The steps of the way a line goes."""
    names = ["placed"]
    if any(step != Asked.IT for step in line.steps):
        names.append("approval")
    if line.verdict["consultations"] or Asked.IT in line.steps:
        names.append("answer")
    if line.verdict["registers_device"]:
        return [*names, "sent", "transit", "installing", "ready", "delivered"]
    return [*names, "sent", "transit", "delivered"] if line.route == "supplier" else [*names, "sent", "delivered"]


def _stopped(lines: Sequence[OrderLine], request: ApprovalRequest | None, placed_at: dt.datetime) -> Timeline:
    """The first step, and where and why it stopped."""
    word = STOPS[LineState(lines[0].state)]
    by = request.person if request and request.state == "decided" and word == "declined" else ""
    title = say(f"orders.step.{word}_by", who=by) if by else say(f"orders.step.{word}")
    return [
        (say("orders.step.placed_done"), _short(placed_at), "done"),
        (title, _short(max(line.state_at for line in lines)), "stopped"),
    ]


def _title(name: str, mark: str, line: OrderLine, request: ApprovalRequest | None) -> str:
    tense = "done" if mark in ("done", "end") else "now"
    if name == "approval":
        who = request.person if request else ""
        return say(f"orders.step.approval_{tense}", who=who) if who else say("orders.step.approval_nobody")
    if name in ("sent", "transit"):
        return say(f"orders.step.{name}_{_receiver(line)}_{tense}")
    return say(f"orders.step.{name}_{tense}")


def _receiver(line: OrderLine) -> str:
    """To whom it goes on its way: the unit itself, IT first, or nobody."""
    if line.route == "supplier":
        return "it" if line.verdict["registers_device"] else "supplier"
    return "stock" if line.verdict["registers_device"] else "work"


def _when(
    mark: str, name: str, lines: Sequence[OrderLine], done: Mapping[str, dt.datetime | None], *, today: dt.date
) -> str:
    if mark in ("done", "end"):
        return _short(done.get(name))
    expected = max((line.expected_on for line in lines if line.expected_on), default=None)
    if name == "delivered" or (mark == "now" and name == "transit"):
        key = "expected" if expected and expected >= today else "overdue"
        return say(f"orders.step.{key}", day=day(expected)) if expected else ""
    if mark == "now":
        return say("orders.step.since", day=day(max(line.state_at for line in lines)))
    return ""


def _moment(lines: Sequence[OrderLine], name: str, times: Mapping[tuple[int, str], dt.datetime]) -> dt.datetime | None:
    reached = [times.get((line.id, REACHED[name])) for line in lines]
    return max((at for at in reached if at), default=None)


def _request(line: OrderLine, requests: Sequence[ApprovalRequest]) -> ApprovalRequest | None:
    """The request about a line: the one that still waits, else the last decided."""
    about = [request for request in requests if request.step in line.steps]
    return next((request for request in about if request.state == "open"), about[-1] if about else None)


def _short(at: dt.datetime | None) -> str:
    return say("orders.step.when", day=day(at), clock=clock(at)) if at else ""
