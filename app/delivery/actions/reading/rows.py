"""What a row of an order answer or a dispatch note says, whichever way it came."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

ANSWER, DISPATCH, AGREEMENT = "answer", "dispatch", "agreement"
# What a partner can say of a line.
STATUSES = ("ordered", "changed", "refused", "backordered")


@dataclass(frozen=True, slots=True)
class Where:
    """Which line a row is about: the partner order, its position or article; `place` is where the row stands."""

    order: str
    position: int = 0
    article: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the partner says of one line; None means as ordered. `price` is öre excluding VAT."""

    where: Where
    status: str = "ordered"
    quantity: int | None = None
    later: int = 0
    day: dt.date | None = None
    later_day: dt.date | None = None
    price: int | None = None
    article: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the partner has sent of one line: so many, or one unit with its numbers."""

    where: Where
    quantity: int = 1
    serial: str = ""
    imei: str = ""
    imei2: str = ""


@dataclass(slots=True)
class Content:
    """A whole document; `code` and `day` are what an answer says of an order as a whole, `sender` who says so."""

    kind: str
    reference: str = ""
    order: str = ""
    code: str = ""
    day: dt.date | None = None
    sender: str = ""
    sender_name: str = ""
    tracking: str = ""
    answers: list[Answered] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def to_json(content: Content) -> bytes:
    """What was typed on the partner's own page, as it is kept."""
    data = dataclasses.asdict(content)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, default=str).encode()


def from_json(data: bytes) -> Content:
    """What `to_json` kept."""
    kept: dict[str, Any] = json.loads(data)
    sent = [Sent(**(row | {"where": Where(**row["where"])})) for row in kept["sent"]]
    answers = [Answered(**(row | {"where": Where(**row["where"])} | _days(row))) for row in kept["answers"]]
    return Content(
        kind=kept["kind"], reference=kept["reference"], tracking=kept["tracking"], sent=sent, answers=answers
    )


def _days(row: dict[str, Any]) -> dict[str, dt.date | None]:
    return {name: dt.date.fromisoformat(row[name]) if row[name] else None for name in ("day", "later_day")}
