"""My licences, and those of the units I lead, with the questions that wait for somebody's answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.queries import edition
from app.desks.models import ApprovalRequest
from app.desks.queries import on_my_desk
from app.identity.models import Person
from app.identity.queries import Visitor
from app.licences.models import Licence, LicenceEditor, LicenceReview
from app.licences.queries.listing import Listed, rows_of
from catalogue.licences import BaseLicence

MOST = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """A question whether a licence is still needed that waits for my answer: the request and what it says."""

    request_id: int
    licence_id: int
    summary: str


@dataclass(frozen=True, slots=True)
class Mine:
    """My base licence, what I have beside it, and the screens and rooms whose content I look after."""

    base: BaseLicence
    held: list[Listed]
    edited: list[Listed]


def mine(session: Session, me: Visitor) -> Mine:
    """What I have. Two questions."""
    profile = session.execute(sa.select(Person.licence_profile).where(Person.id == me.id)).scalar_one()
    edits = sa.select(LicenceEditor.licence_id).where(LicenceEditor.person_id == me.id)
    theirs = sa.or_(Licence.holder_id == me.id, Licence.id.in_(edits))
    question = rows_of(theirs, Licence.state == "active").order_by(Licence.name, Licence.id).limit(MOST)
    rows = [Listed(*tuple(row)) for row in session.execute(question)]
    held = [row for row in rows if row.holder_id == me.id]
    return Mine(edition().base_licences[profile], held, [row for row in rows if row.holder_id != me.id])


def of_units(session: Session, me: Visitor) -> list[Listed]:
    """What the units I lead have, by unit, product and holder; at most 500."""
    question = rows_of(Licence.unit_id.in_(me.led_units), Licence.state == "active")
    ordered = question.order_by(Licence.unit_id, Licence.name, Licence.holder_name, Licence.place, Licence.id)
    return [Listed(*tuple(row)) for row in session.execute(ordered.limit(MOST))]


def asked_of(session: Session, me: Visitor) -> list[Asked]:
    """The questions about licences that lie on my desk."""
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(ApprovalRequest.id, LicenceReview.licence_id, ApprovalRequest.summary)
        .join(LicenceReview, LicenceReview.id == ApprovalRequest.matter_id)
        .where(ApprovalRequest.matter == "licence", ApprovalRequest.state == "open", on_my_desk(me))
        .order_by(ApprovalRequest.id)
    )
    return [Asked(*tuple(row)) for row in session.execute(question.limit(MOST))]
