"""Fills request forms as somebody would who answers everything that is asked."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.models import Person, RoleGrant, Unit
from catalogue.request_files import load
from catalogue.requests import FieldType, RequestForm
from tests.client import Page

F = FieldType
LATER = "2027-02-15"
# What is chosen where the first choice would stop the request.
CHOSEN = {("vpn", "jobbdator"): "ja"}


def form_of(slug: str) -> RequestForm:
    """A form by its slug."""
    return load()[slug]


def filled(page: Page, slug: str) -> dict[str, str]:
    """An answer to every question of a form, taken from its page."""
    form = form_of(slug)
    return {field.key: _answer(page, slug, field.key) for field in form.fields}


def _answer(page: Page, slug: str, key: str) -> str:
    field = form_of(slug).field(key)
    if (slug, key) in CHOSEN:
        return CHOSEN[slug, key]
    if field.choices:
        return next(iter(field.choices))
    if field.type in (F.PERSON, F.UNIT, F.WORKPLACE, F.COST_CENTRE):
        return str(page.soup.select(f"[name='{key}'] option")[1]["value"])
    return {F.DATE: LATER, F.NUMBER: str(max(field.least, 1)), F.EMAIL: "lisa@exempel.se", F.TICK: "y"}.get(
        field.type, "Så här är det"
    )


def grant(session: Session, person: Person, role: str) -> None:
    """Give somebody a role in their own organisation, as a confirmed grant."""
    organisation = session.scalars(select(Unit.organisation_id).where(Unit.id == person.unit_id)).one()
    session.add(
        RoleGrant(
            person_id=person.id, role=role, organisation_id=organisation, valid_from=dt.date(2026, 1, 1), valid_to=None
        )
    )
    session.commit()
