"""Keeping the list of printers: adding, changing, retiring; and saying where they are ordered."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.history import Event
from app.identity.queries import Visitor
from app.premises.models import Printer, PrinterPortal
from app.premises.queries import keeps
from app.refusal import Changed, Forbidden, Refused


def add(session: Session, me: Visitor, organisation_id: int, facts: dict[str, Any], *, at: dt.datetime) -> Printer:
    """Put a printer in the list; raises Forbidden for another organisation's, Refused for a serial number twice."""
    _own(me, organisation_id)
    _serial_is_free(session, organisation_id, facts["serial"], 0)
    found = Printer(organisation_id=organisation_id, **facts, kept_at=at, kept_by=me.id)
    session.add(found)
    session.flush()
    _tell(session, me, found, "added", at=at)
    return found


def change(  # noqa: PLR0917  # who changes which, to what and from which version is what a change is
    session: Session, me: Visitor, found: Printer, facts: dict[str, Any], version: int, *, at: dt.datetime
) -> None:
    """Change a printer; raises Changed when somebody else did since `version` was shown."""
    if version != found.version:
        raise Changed("premises.refused.changed")
    _serial_is_free(session, found.organisation_id, facts["serial"], found.id)
    for name, value in facts.items():
        setattr(found, name, value)
    found.kept_at, found.kept_by, found.version = at, me.id, found.version + 1
    _tell(session, me, found, "changed", at=at)


def retire(session: Session, me: Visitor, found: Printer, reason: str, *, on: dt.date, at: dt.datetime) -> None:
    """Take a printer out of use; raises Refused without a reason, or when it is out of use already."""
    if not reason:
        raise Refused("premises.refused.reason")
    if found.retired_on is not None:
        raise Refused("premises.refused.retired")
    found.retired_on, found.retired_reason = on, reason
    found.kept_at, found.kept_by, found.version = at, me.id, found.version + 1
    _tell(session, me, found, "retired", at=at)


def keep_portal(session: Session, me: Visitor, portal: PrinterPortal, *, at: dt.datetime) -> None:
    """Say where an organisation orders its printers; raises Forbidden for another organisation."""
    _own(me, portal.organisation_id)
    portal.kept_at, portal.kept_by = at, me.id
    session.merge(portal)
    event = Event("organisation", portal.organisation_id, "premises.portal", {"supplier": portal.supplier})
    history.record(session, me.actor, at, [event])


def _own(me: Visitor, organisation_id: int) -> None:
    if not keeps(me, organisation_id):
        raise Forbidden("premises.refused.not_yours")


def _serial_is_free(session: Session, organisation_id: int, serial: str, own: int) -> None:
    same = sa.select(Printer.name).where(Printer.organisation_id == organisation_id, Printer.serial == serial)
    if serial and (name := session.scalar(same.where(Printer.id != own))):
        raise Refused("premises.refused.serial", serial=serial, name=name)


def _tell(session: Session, me: Visitor, found: Printer, what: str, *, at: dt.datetime) -> None:
    data = {"name": found.name, "site": found.site, "reason": found.retired_reason}
    history.record(session, me.actor, at, [Event("printer", found.id, f"premises.{what}", data)])
