"""What is written down beside the thread: an incident's facts and root cause, a change's RFC and CAB."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.cases.actions.moves import check, note
from app.cases.models import Incident
from app.cases.queries.found import Held
from app.identity.queries import Visitor
from app.refusal import Refused
from catalogue.cases import CaseKind

FACTS = ("started_at", "restored_at", "effect", "components", "cause", "serious", "recurring", "root_cause")


def note_incident(  # which case, who, and the facts by name
    session: Session, held: Held, me: Visitor, *, facts: dict[str, object], version: int, at: dt.datetime
) -> None:
    """Write down an incident (R-096); raises Refused for another kind of case, Changed, Forbidden."""
    check(session, held.case, me, version)
    if held.case.kind != CaseKind.INCIDENT:
        raise Refused("cases.refused.no_incident")
    told = held.incident or Incident(case_id=held.case.id)
    for name in FACTS:
        setattr(told, name, facts[name])
    session.add(told)
    note(session, held.case, me.actor, "case.incident_told", at=at)


def note_change(  # which case, who, and the two facts
    session: Session, held: Held, me: Visitor, *, rfc: str, cab_on: dt.date | None, version: int, at: dt.datetime
) -> None:
    """Write down the number of the RFC and the day of the CAB (R-242); raises Changed, Forbidden."""
    check(session, held.case, me, version)
    held.case.rfc_number, held.case.cab_on, held.case.needs_change = rfc, cab_on, True
    note(session, held.case, me.actor, "case.change_told", at=at, rfc=rfc)
