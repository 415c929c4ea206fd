"""One order as its page shows it: deliveries with their steps, sums, what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import history
from app.assortment.models import Supplier
from app.assortment.queries import edition
from app.db import settled
from app.desks.models import ApprovalRequest
from app.desks.queries.mine import covers
from app.desks.queries.sentences import held_as, next_step
from app.history import HistoryEntry
from app.identity.models import Person, Substitution
from app.orders.models import LineOffer, LineState, Order, OrderLine, Suggestion
from app.orders.queries.progress import IN_HOUSE, Waiting, headline, progress, sums, things
from app.orders.queries.sentences import payer
from app.orders.queries.steps import Timeline, steps_of
from app.words import day_long, say
from catalogue.rulebook import Sentence, Verdict, explain

S = LineState
Times = Mapping[tuple[int, str], dt.datetime]


# Built once: putting a question together costs more than asking it.
_LINES = (
    sa.select(OrderLine, Supplier.name, LineOffer)
    .outerjoin(Supplier, Supplier.id == OrderLine.supplier_id)
    .outerjoin(LineOffer, sa.and_(LineOffer.line_id == OrderLine.id, LineOffer.state == "open"))
    .where(OrderLine.order_id == sa.bindparam("order"))
    .order_by(OrderLine.position)
)
_STAND_IN = aliased(Person)
_STANDS = settled(sa.and_(covers(sa.bindparam("today", type_=sa.Date)), ApprovalRequest.state == "open"))
_REQUESTS = (
    sa.select(ApprovalRequest, _STAND_IN.name, Substitution.ends)
    .select_from(ApprovalRequest)
    .outerjoin(Substitution, _STANDS)
    .outerjoin(_STAND_IN, _STAND_IN.id == Substitution.substitute_id)
    .where(ApprovalRequest.order_id == sa.bindparam("order"))
    .order_by(ApprovalRequest.id)
)
_SUGGESTED = sa.select(Suggestion).where(Suggestion.order_id == sa.bindparam("order"), Suggestion.state == "open")


@dataclass(frozen=True, slots=True)
class Delivery:
    """Lines that go the same way and stand at the same place."""

    title: str
    payer: str
    state: str
    lines: tuple[OrderLine, ...]
    steps: Timeline


@dataclass(frozen=True)
class Story:
    """An order with everything its page says."""

    order: Order
    today: dt.date
    lines: tuple[OrderLine, ...]
    suppliers: Mapping[int, str]
    requests: tuple[ApprovalRequest, ...]
    entries: tuple[HistoryEntry, ...]
    stand_ins: Mapping[int, tuple[str, dt.date]] = field(default_factory=dict)
    suggested: tuple[Suggestion, ...] = ()
    offered: tuple[LineOffer, ...] = ()

    @cached_property
    def waiting(self) -> ApprovalRequest | None:
        """The open request, if any."""
        return next((request for request in self.requests if request.state == "open"), None)

    @property
    def desks(self) -> tuple[tuple[str, str, str, str], ...]:
        """On whose desks it lies: who, how they stand to it, since when, and what happens next."""
        return tuple(self._desk(request) for request in self.requests if request.state == "open")

    def _desk(self, request: ApprovalRequest) -> tuple[str, str, str, str]:
        who, stands = request.decider_name, held_as(request, self.order.unit_name)
        if request.id in self.stand_ins:
            name, until = self.stand_ins[request.id]
            stands = say("orders.desk.stand_in", absent=who, until=day_long(until))
            who = name
        return who, stands, day_long(request.desk_at), next_step(request, self.today)

    @cached_property
    def question(self) -> str:
        """What the decider asked last, while nobody has answered; empty for nothing."""
        talk = next((entry for entry in self.entries if entry.event in ("approval.question", "order.reply")), None)
        asked = talk is not None and talk.event == "approval.question" and self.waiting is not None
        return str(talk.data["text"]) if talk is not None and asked else ""

    @cached_property
    def decided(self) -> tuple[ApprovalRequest, ...]:
        """The requests that were decided."""
        return tuple(request for request in self.requests if request.state == "decided")

    def headline(self, today: dt.date) -> str:
        """The next event, as it stands on a day."""
        waiting = Waiting(self.waiting.decider_name, self.waiting.desk_at) if self.waiting else None
        return headline(self.lines, waiting, today)

    @property
    def progress(self) -> str:
        """The order's state."""
        return progress(line.state for line in self.lines).value

    @cached_property
    def sums(self) -> object:
        """The sums of the lines that still live."""
        return sums(self.lines)

    @cached_property
    def cancellable(self) -> frozenset[int]:
        """The lines that have not left the house."""
        return frozenset(line.id for line in self.lines if line.state in IN_HOUSE)

    @cached_property
    def deliveries(self) -> tuple[Delivery, ...]:
        """The lines in groups that go the same way and stand at the same place, in the order of the basket."""
        groups: dict[tuple[object, ...], list[OrderLine]] = {}
        for line in self.lines:
            groups.setdefault(_way(line), []).append(line)
        return tuple(self._delivery(group) for group in groups.values())

    def why(self, line: OrderLine) -> tuple[Sentence, ...]:
        """What the frozen verdict says of a line, with source lines."""
        return tuple(explain(Verdict.from_dict(line.verdict), edition(), "sv"))

    @cached_property
    def explained(self) -> tuple[tuple[str, tuple[Sentence, ...]], ...]:
        """What happens now, once for each sort of thing."""
        sorts = {line.kind: line for line in reversed(self.lines)}
        return tuple((line.name, self.why(line)) for line in reversed(sorts.values()))

    @cached_property
    def _times(self) -> Times:
        """When each line came to each state, the last time."""
        marked = [entry for entry in reversed(self.entries) if "line" in entry.data and "to" in entry.data]
        return {(entry.data["line"], entry.data["to"]): entry.at for entry in marked}

    def _delivery(self, group: Sequence[OrderLine]) -> Delivery:
        first = group[0]
        supplier = self.suppliers.get(first.supplier_id or 0, "")
        source = supplier if first.route == "supplier" and supplier else say("orders.delivery.it")
        return Delivery(
            title=say("orders.delivery.title", things=things(group), source=source),
            payer=payer(first),
            state=first.state,
            lines=tuple(group),
            steps=steps_of(group, self.order, self.requests, self._times, today=self.today),
        )


def story(session: Session, order: Order, today: dt.date) -> Story:
    """Everything the page of an order says; the order must be one the reader may see. Three or four questions."""
    rows = session.execute(_LINES, {"order": order.id}).all()
    requests = session.execute(_REQUESTS, {"order": order.id, "today": today}).all()
    waits = any(row[0].state == "open" for row in requests)
    return Story(
        order=order,
        today=today,
        lines=tuple(row[0] for row in rows),
        suppliers={row[0].supplier_id: row[1] for row in rows if row[0].supplier_id},
        requests=tuple(row[0] for row in requests),
        entries=tuple(history.of(session, "order", order.id)),
        stand_ins={row[0].id: (row[1], row[2]) for row in requests if row[1]},
        offered=tuple(filter(None, (row[2] for row in rows))),
        suggested=tuple(session.scalars(_SUGGESTED, {"order": order.id})) if waits else (),
    )


def _way(line: OrderLine) -> tuple[object, ...]:
    verdict = line.verdict
    return (
        line.route, line.supplier_id if line.route == "supplier" else None, verdict["registers_device"], line.state,
        line.steps, bool(verdict["consultations"]), payer(line),
    )  # fmt: skip
