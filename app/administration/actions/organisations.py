"""What is known of an organisation, its units, cost centres, addresses and contacts, and how it is changed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.administration.actions.amend import Row, amend, guard, in_words, remember
from app.history import Actor
from app.identity.models import Contact, CostCentre, EmailDomain, Organisation, Unit, Workplace
from app.identity.queries import why_not
from app.refusal import Refused
from app.words import say
from app.words.formats import today_of


def change_organisation(
    session: Session,
    organisation: Organisation,
    values: Mapping[str, Any],
    domains: Sequence[str],
    *,
    version: int,
    actor: Actor,
    at: dt.datetime,
    payers: Mapping[int, str],
) -> None:
    """Change an organisation and its e-mail domains, the first of which is the main one; raises Refused or Changed."""
    old = domains_of(session, organisation)
    _domains_are_free(session, organisation, domains)
    shown = {"payer_id": _pair(payers, organisation.payer_id, values.get("payer_id"))}
    first = {"email_domain": domains[0] if domains else ""}
    done = amend(session, organisation, {**values, **first}, version=version, actor=actor, at=at, shown=shown)
    if sorted(old) == sorted(domains):
        return
    session.execute(sa.delete(EmailDomain).where(EmailDomain.organisation_id == organisation.id))
    session.add_all(EmailDomain(organisation_id=organisation.id, domain=domain) for domain in domains)
    if not done:
        touch(session, organisation, version)
    changes = [(say("administration.field.domains"), in_words(", ".join(old)), in_words(", ".join(domains)))]
    remember(session, organisation, "changed", changes=changes, actor=actor, at=at)


def open_organisation(
    session: Session, values: Mapping[str, Any], domains: Sequence[str], *, actor: Actor, at: dt.datetime
) -> Organisation:
    """A new organisation; a municipality is a member and pays for itself. Raises Refused for what another one has."""
    key = _key_of(str(values["short_name"]))
    _is_new(session, key, values)
    municipality = values["kind"] == "municipality"
    row = Organisation(**values, key=key, is_member=municipality, email_domain=domains[0], settings={})
    session.add(row)
    session.flush()
    _domains_are_free(session, row, domains)
    if municipality:
        row.payer_id = row.id
    session.add_all(EmailDomain(organisation_id=row.id, domain=domain) for domain in domains)
    remember(session, row, "opened", changes=[], actor=actor, at=at)
    return row


def _key_of(short_name: str) -> str:
    """The short name as it stands in addresses: without accents, spaces as hyphens."""
    plain = unicodedata.normalize("NFKD", short_name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")


def _is_new(session: Session, key: str, values: Mapping[str, Any]) -> None:
    taken = sa.or_(
        Organisation.key == key, Organisation.name == values["name"], Organisation.org_number == values["org_number"]
    )
    found = session.execute(sa.select(Organisation.name, Organisation.org_number).where(taken).limit(1)).first()
    if found:
        raise Refused("administration.organisation.taken", name=found.name, number=found.org_number)
    if key in ("", "ny"):
        raise Refused("administration.organisation.no_key")


def domains_of(session: Session, organisation: Organisation) -> list[str]:
    """The e-mail domains of an organisation, the main one first."""
    question = sa.select(EmailDomain.domain).where(EmailDomain.organisation_id == organisation.id)
    found = list(session.scalars(question.order_by(EmailDomain.id)))
    return sorted(found, key=lambda domain: domain != organisation.email_domain)


def open_unit(session: Session, values: Mapping[str, Any], *, actor: Actor, at: dt.datetime, since: dt.date) -> Unit:
    """A new unit that stands from a day on; raises Refused when its name is taken."""
    name_is_free(session, int(values["organisation_id"]), str(values["name"]))
    unit = Unit(**values, since=since)
    session.add(unit)
    session.flush()
    remember(session, unit, "opened", changes=[], actor=actor, at=at, name=unit.name, day=since.isoformat())
    return unit


def name_is_free(session: Session, organisation_id: int, name: str) -> None:
    """Raise Refused when a unit of the organisation, open or closed, has the name."""
    question = sa.select(Unit.closed_on).where(Unit.organisation_id == organisation_id, Unit.name == name)
    if (found := session.execute(question).first()) is not None:
        raise Refused(f"administration.structure.{'name_closed' if found.closed_on else 'name'}", name=name)


def add(session: Session, row: CostCentre | Workplace | Contact, *, name: str, actor: Actor, at: dt.datetime) -> None:
    """Add a cost centre, an address or a contact."""
    session.add(row)
    session.flush()
    remember(session, row, "added", changes=[], actor=actor, at=at, name=name)


def add_cost_centre(session: Session, row: CostCentre, *, actor: Actor, at: dt.datetime) -> None:
    """Add a cost centre; raises Refused when the organisation has one with its code."""
    question = sa.select(CostCentre.id).where(
        CostCentre.organisation_id == row.organisation_id, CostCentre.code == row.code
    )
    if session.scalar(question) is not None:
        raise Refused("administration.cost_centre.taken", code=row.code)
    _must_be_allowed(session, row.organisation_id, {"code": row.code, "activity": row.activity}, row.valid_from)
    add(session, row, name=f"{row.code} {row.name}", actor=actor, at=at)


def change_cost_centre(
    session: Session, row: CostCentre, values: Mapping[str, Any], *, version: int, actor: Actor, at: dt.datetime
) -> None:
    """Change a cost centre; raises Refused when its code is another's, and Changed."""
    question = sa.select(CostCentre.id).where(
        CostCentre.organisation_id == row.organisation_id, CostCentre.code == values["code"], CostCentre.id != row.id
    )
    if session.scalar(question) is not None:
        raise Refused("administration.cost_centre.taken", code=values["code"])
    _must_be_allowed(session, row.organisation_id, values, max(values["valid_from"], today_of(at)))
    amend(session, row, values, version=version, actor=actor, at=at)


def _must_be_allowed(session: Session, organisation_id: int, values: Mapping[str, Any], on: dt.date) -> None:
    """A cost centre is a combination of codes: raise Refused when the organisation's plan does not allow it."""
    codes = {"ansvar": str(values["code"]), "verksamhet": str(values["activity"])}
    if why := why_not(session, organisation_id, codes, on):
        raise Refused("administration.cost_centre.not_allowed", why=" ".join(why))


def touch(session: Session, row: Row, version: int) -> None:
    """Count a change of what belongs to a row as a change of the row; raises Changed."""
    guard(session, row, version, {})
    session.refresh(row)


def _domains_are_free(session: Session, organisation: Organisation, domains: Sequence[str]) -> None:
    question = (
        sa.select(EmailDomain.domain, Organisation.name)
        .join(Organisation, Organisation.id == EmailDomain.organisation_id)
        .where(EmailDomain.domain.in_(domains), EmailDomain.organisation_id != organisation.id)
    )
    if found := session.execute(question).first():
        raise Refused("administration.organisation.domain_taken", domain=found.domain, name=found.name)


def _pair(names: Mapping[int, str], old: int | None, new: Any) -> tuple[str, str]:
    return in_words(names.get(old or 0)), in_words(names.get(new or 0))
