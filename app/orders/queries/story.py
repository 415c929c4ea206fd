"""One order as its page shows it: deliveries with their steps, sums, what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.assortment.models import Supplier
from app.assortment.queries import edition
from app.history import HistoryEntry
from app.orders.models import ApprovalRequest, LineState, Order, OrderLine
from app.orders.queries.progress import IN_HOUSE, Waiting, headline, progress, sums, things
from app.orders.queries.sentences import payer
from app.orders.queries.steps import Timeline, steps_of
from app.words import say
from catalogue.rulebook import Sentence, Verdict, explain

S = LineState
Times = Mapping[tuple[int, str], dt.datetime]


# Built once: putting a question together costs more than asking it.
_LINES = (
    sa.select(OrderLine, Supplier.name)
    .outerjoin(Supplier, Supplier.id == OrderLine.supplier_id)
    .where(OrderLine.order_id == sa.bindparam("order"))
    .order_by(OrderLine.position)
)
_REQUESTS = (
    sa.select(ApprovalRequest).where(ApprovalRequest.order_id == sa.bindparam("order")).order_by(ApprovalRequest.id)
)


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
    lines: tuple[OrderLine, ...]
    suppliers: Mapping[int, str]
    requests: tuple[ApprovalRequest, ...]
    entries: tuple[HistoryEntry, ...]

    @cached_property
    def waiting(self) -> ApprovalRequest | None:
        """The open request, if any."""
        return next((request for request in self.requests if request.state == "open"), None)

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
        waiting = Waiting(self.waiting.decider_name, self.waiting.asked_at) if self.waiting else None
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
            steps=steps_of(group, self.order, self.requests, self._times),
        )


def story(session: Session, order: Order) -> Story:
    """Everything the page of an order says; the order must be one the reader may see. Three questions."""
    rows = session.execute(_LINES, {"order": order.id}).all()
    return Story(
        order=order,
        lines=tuple(row[0] for row in rows),
        suppliers={row[0].supplier_id: row[1] for row in rows if row[0].supplier_id},
        requests=tuple(session.scalars(_REQUESTS, {"order": order.id})),
        entries=tuple(history.of(session, "order", order.id)),
    )


def _way(line: OrderLine) -> tuple[object, ...]:
    verdict = line.verdict
    return (
        line.route, line.supplier_id if line.route == "supplier" else None, verdict["registers_device"], line.state,
        line.steps, bool(verdict["consultations"]), payer(line),
    )  # fmt: skip
