"""What was shown to the one who decides, as a digest a decision is bound to, and how it differs from what stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.approvals.models import Decision
from app.desks.models import ApprovalRequest
from app.orders.models import Order, OrderLine
from app.orders.queries.sentences import per
from app.words import say

MOST_SHOWN = 4000


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as it was shown: how many, and what it cost the unit, öre."""

    quantity: int
    unit_cost: int


def digest_of(request: ApprovalRequest, order: Order | None, lines: Iterable[OrderLine]) -> str:
    """The SHA-256 of what is shown to the one who decides: of an order's lines, or of the matter's own facts."""
    if order is not None:
        return digest(order, lines)
    return _sha([request.matter, request.matter_id, request.label, request.summary, request.amount, request.facts])


def digest(order: Order, lines: Iterable[OrderLine]) -> str:
    """The SHA-256 of lines, quantities, prices, recipient, payer, account, supplier and notes."""
    shown = [
        [line.id, line.item_id, line.name, line.quantity, line.unit_price, line.price_period, line.unit_cost,
         line.vat, line.payer, line.supplier_id, line.note, *_told(line)]
        for line in lines
    ]  # fmt: skip
    return _sha([_whole(order), shown])


def line_digest(order: Order, line: OrderLine) -> str:
    """The SHA-256 of what a yes to one line is a yes to, whatever the quantity: fewer was never more than asked."""
    shown = [
        line.id, line.item_id, line.name, line.unit_price, line.price_period, line.vat_rate, line.payer,
        line.supplier_id, line.note, line.kind, line.route, bool(line.unit_cost), *_told(line),
    ]  # fmt: skip
    return _sha([_whole(order), shown])


def binds(decision: Decision, order: Order, line: OrderLine) -> bool:
    """Whether a yes still is a yes to what the line is now; a yes from before lines had digests binds as it stands."""
    return decision.line_digest in ("", line_digest(order, line)) and line.quantity <= decision.quantity


def _told(line: OrderLine) -> list[object]:
    """What licences tell besides; nothing of other lines, whose digests are as they always were."""
    typed = {key: line.answers[key] for key in ("place", "editors", "until") if line.answers.get(key)}
    return [each for each in (line.replaces, typed) if each]


def _whole(order: Order) -> list[object]:
    """What all lines of an order share."""
    return [
        order.number, order.recipient_id, order.recipient_name, order.delivery_address, order.unit_id,
        order.cost_centre, order.invoice_reference, order.note,
    ]  # fmt: skip


def _sha(shown: object) -> str:
    return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def shown_text(lines: Iterable[OrderLine]) -> str:
    """What was shown, short enough for a hidden field: it only helps to say what changed."""
    return ",".join(f"{line.id}:{line.quantity}:{line.unit_cost}" for line in lines)


def read_shown(text: str) -> dict[int, Shown]:
    """What a hidden field says was shown; whatever is not so written is left out."""
    found = {}
    for part in text[:MOST_SHOWN].split(","):
        numbers = part.split(":")
        if len(numbers) == 3 and all(number.isascii() and number.isdigit() and len(number) < 16 for number in numbers):
            line, quantity, cost = map(int, numbers)
            found[line] = Shown(quantity, cost)
    return found


def differences(shown: dict[int, Shown], lines: Sequence[OrderLine], names: dict[int, str]) -> list[str]:
    """What changed since it was shown, in words."""
    now = {line.id: line for line in lines}
    said = [say("approvals.changed.gone", name=names[line]) for line in shown if line not in now and line in names]
    said += [say("approvals.changed.new", name=line.name) for line in lines if line.id not in shown]
    for line in lines:
        before = shown.get(line.id)
        if before and before.quantity != line.quantity:
            said.append(say("approvals.changed.quantity", name=line.name, before=before.quantity, now=line.quantity))
        elif before and before.unit_cost != line.unit_cost:
            old, new = (per(amount, line.price_period) for amount in (before.unit_cost, line.unit_cost))
            said.append(say("approvals.changed.price", name=line.name, before=old, now=new))
    return said or [say("approvals.changed.details")]
