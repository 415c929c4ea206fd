"""Sending a locked report: once to each receiver, with its paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history, outbox
from app.follow_up.models import FollowUpSending
from app.follow_up.queries import Shown, slug_of
from app.follow_up.queries.paper import title_of
from app.history import Event
from app.identity.models import Organisation
from app.identity.queries import Visitor
from app.refusal import Refused
from app.words import say
from catalogue.following import Report


def send(
    session: Session, shown: Shown, addresses: Mapping[str, Sequence[str]], *, me: Visitor, at: dt.datetime
) -> list[str]:  # fmt: skip
    """Send it to those receivers that have not had it; gives those it was sent to now.

    A receiver is a member's key, `committee` or `executives`. Raises Refused before it is locked, for nobody to send
    to, and when all have had it already.
    """
    report = shown.report
    if not report.is_locked:
        raise Refused("following.refused.not_locked")
    if not addresses:
        raise Refused("following.refused.nobody")
    fresh = {key: list(to) for key, to in addresses.items() if key not in shown.sent and to}
    if not fresh:
        raise Refused("following.refused.sent")
    members = _members(session)
    for key, to in fresh.items():
        session.add(
            FollowUpSending(
                report_id=report.id, audience="member" if key in members else key, receiver=key,
                organisation_id=members.get(key), addresses=", ".join(to), sent_by=me.id, sent_by_name=me.name,
                sent_at=at,
            )
        )  # fmt: skip
        for place, address in enumerate(to):
            _letter(session, shown, f"follow-up:{report.id}:{key}:{place}", address, at=at)
    session.flush()
    named = [shown.names.get(key) or say(f"following.receiver.{key}") for key in fresh]
    said = {"title": title_of(report), "to": ", ".join(named)}
    history.record(session, me.actor, at, [Event("follow_up", report.id, "follow_up.sent", said)])
    return list(fresh)


def _members(session: Session) -> dict[str, int]:
    rows = session.execute(sa.select(Organisation.key, Organisation.id).where(Organisation.is_member))
    return {row[0]: row[1] for row in rows}


def _letter(session: Session, shown: Shown, key: str, address: str, *, at: dt.datetime) -> None:
    report = shown.report
    quarter = report.kind == Report.QUARTER
    params = {
        "title": title_of(report), "text": report.text, "quarter": quarter,
        "path": f"/uppfoljning/kvartal?ar={report.year}&kvartal={report.number}"
        if quarter
        else f"/ekonomi/prognoser/{report.year}/{slug_of(report.kind, report.number)}",
    }  # fmt: skip
    outbox.mail(session, key, address, "follow_up_sent", params, at=at, files=[report.file_key])
