"""The letters of a theft: to the chef, to the security chief, and to the one who reported it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy.orm import Session

from app import outbox
from app.cases.models import Case
from app.theft.models import TheftReport
from app.words import day_long, say


def tell(  # about which report, to whom, what
    session: Session, report: TheftReport, case: Case, to: Collection[str], *, what: str, at: dt.datetime,
    text: str = "", who: str = "",
) -> None:  # fmt: skip
    """Write a letter about a theft to each address."""
    known = {"number": report.number, "subject": case.subject, "who": who, "requester": case.requester_name,
             "unit": case.unit_name, "day": day_long(report.gone_on)}  # fmt: skip
    words = {part: say(f"theft.mail.{what}.{part}", **known) for part in ("title", "heading", "lead", "button", "why")}
    facts = [(question, answer) for question, answer in case.facts[:7]]
    for address in sorted(set(to)):
        params = {**words, "number": report.number, "text": text, "facts": facts, "path": f"/stolder/{report.number}"}
        key = f"theft:{report.id}:{what}:{case.version}:{address}"[:80]
        outbox.mail(session, key, address, "case_news", params, at=at)
