"""Who decides a step of something now: chef, substitute, next chef, the organisation's fallback; else IT is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.assortment.queries import edition
from app.desks.models import ORDER, ApprovalRequest
from app.identity.models import Organisation, Person, RoleGrant, Unit
from app.identity.queries import Chosen, Rung, chosen, fallbacks, ladder, same_people
from app.identity.queries import holds as granted
from catalogue.approvals import Pace
from catalogue.rights import RIGHTS
from catalogue.terms import Asked, Role

CHEFS = frozenset({Asked.MANAGER, Asked.SCHOOL_MANAGER, Asked.NEXT_MANAGER})
# Who answers what is not a chef's. The head of IT records what the chief executives, the committee and the budget say.
ROLES: Mapping[Asked, Role] = {
    Asked.HEAD_OF_IT: Role.HEAD_OF_IT,
    Asked.BUDGET: Role.HEAD_OF_IT,
    Asked.KCKD: Role.HEAD_OF_IT,
    Asked.COMMITTEE: Role.HEAD_OF_IT,
    Asked.IT: Role.IT_WORKPLACE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Something that a yes is wanted for: an order, a request, a licence. The room that owns it fills this in.

    `facts` are pairs of finished text shown to the one who decides; `topic` is the one group of kinds it is about.
    """

    kind: str
    id: int
    unit_id: int
    requester_id: int
    creator_id: int
    beneficiary_id: int | None
    label: str
    summary: str
    amount: int
    line_count: int = 1
    topic: str = ""
    facts: Sequence[Sequence[str]] = ()

    @property
    def own(self) -> frozenset[int]:
        """Those who never decide it."""
        return frozenset({self.requester_id, self.creator_id, self.beneficiary_id or self.requester_id})


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose desk something comes to; no person when nobody was found. `reason` says why, with a name."""

    person_id: int | None
    name: str
    relation: str
    reason: str
    reason_name: str = ""
    acting_id: int | None = None


NOBODY = Desk(None, "", "nobody", "none")


def matter_of(request: ApprovalRequest) -> Matter:
    """What a request is about, as it was asked."""
    return Matter(
        kind=request.matter,
        id=request.matter_id,
        unit_id=request.unit_id,
        requester_id=request.requester_id,
        creator_id=request.creator_id,
        beneficiary_id=request.beneficiary_id,
        label=request.label,
        summary=request.summary,
        amount=request.amount,
        line_count=request.line_count,
        topic=request.topic,
        facts=request.facts,
    )


def pace_of(settings: Mapping[str, object] | None) -> Pace:
    """After how many working days an organisation reminds and asks the next one."""
    return Pace(*(int(edition().setting(key, settings)) for key in ("reminder_days", "escalation_days")))


def settings_of(session: Session, unit_id: int) -> dict[str, object]:
    """The settings of the organisation a unit belongs to."""
    question = sa.select(Organisation.settings).join(Unit, Unit.organisation_id == Organisation.id)
    return dict(session.scalar(question.where(Unit.id == unit_id)) or {})


def resolve(
    session: Session, matter: Matter, step: str, *, today: dt.date, passed: Collection[int] = (),
    others: Collection[int] = (),
) -> Desk:  # fmt: skip
    """Who decides a step of a matter today; `passed` had it too long, `others` decide another step of the same."""
    asked = Asked(step)
    if asked not in CHEFS:
        own = _chief_executives(matter, today) if _is_municipalitys(matter, asked) else None
        if own is not None and session.execute(own).first() is not None:
            return _by_role(session, matter, own, passed=passed)
        return _by_role(session, matter, _holders(ROLES[asked], today), passed=passed)
    barred = matter.own | frozenset(others)
    rungs = ladder(session, matter.unit_id, today=today, own=barred, topic=matter.topic)
    found = chosen(rungs, barred, passed=passed)
    if found is None or found.decider.principal in passed:
        reserves = fallbacks(session, matter.unit_id, today=today, own=barred)
        found = chosen(rungs, barred, passed=passed, fallbacks=reserves)
    return desk_of(found, passed)


def desk_of(found: Chosen | None, passed: Collection[int] = ()) -> Desk:
    """A choice as a desk, with why it came to just that one."""
    if found is None:
        return NOBODY
    decider, rungs = found.decider, found.rungs
    above = next((rung for rung in rungs if rung.person_id == decider.principal), None)
    first = rungs[0] if rungs else None
    relation = decider.relation
    if above is not None and first is not None:
        relation = "manager" if above is first else "next_manager"
    reason, name = _why(first if first is not above else None, passed)
    if relation == "fallback" and first is None:
        reason = "none"
    return Desk(decider.principal, found.principal_name, relation, reason, name, decider.person_id)


def holds(session: Session, request: ApprovalRequest, *, today: dt.date) -> bool:
    """Whether the one whose desk it lies on may still decide it: power that has ended decides nothing."""
    matter = matter_of(request)
    if request.decider_id is None or barred(session, {request.decider_id}, matter.own, today):
        return False
    if request.relation == "appointed":
        return True
    who = request.handed_by if request.relation == "forwarded" else request.decider_id
    asked = Asked(request.step)
    if asked not in CHEFS:
        may = {row[0] for row in session.execute(_holders(ROLES[asked], today))}
        if _is_municipalitys(matter, asked):
            may |= {row[0] for row in session.execute(_chief_executives(matter, today))}
        return who in may
    rungs = ladder(session, matter.unit_id, today=today, own=matter.own, topic=matter.topic)
    if any(rung.person_id == who and rung.link.active for rung in rungs):
        return True
    return who in {person for person, _ in fallbacks(session, matter.unit_id, today=today, own=matter.own)}


def _why(first: Rung | None, passed: Collection[int]) -> tuple[str, str]:
    """Why it did not stay with the nearest chef."""
    if first is None:
        return "ladder", ""
    if first.person_id in passed:
        return "silence", first.name
    if not first.active:
        return "left", first.name
    return ("own", first.name) if first.barred else ("away", first.name)


def _is_municipalitys(matter: Matter, asked: Asked) -> bool:
    """Whether a step is the municipality's own: its chief executive's yes to more than its frame (DOMAIN d 8)."""
    return asked is Asked.KCKD and matter.kind == ORDER


def _chief_executives(matter: Matter, today: dt.date) -> sa.Select[int, str]:
    """Those of the steering group who work for the organisation that pays for a unit."""
    works = aliased(Unit)
    payer = (
        sa.select(sa.func.coalesce(Organisation.payer_id, Organisation.id))
        .join(Unit, Unit.organisation_id == Organisation.id)
        .where(Unit.id == matter.unit_id)
        .scalar_subquery()
    )
    held = _holders(Role.STEERING_MEMBER, today).join(works, works.id == Person.unit_id)
    return held.where(works.organisation_id == payer)


def _by_role(session: Session, matter: Matter, holders: sa.Select[int, str], *, passed: Collection[int]) -> Desk:
    barred = same_people(session, matter.own)
    found = [row for row in session.execute(holders) if row.id not in barred]
    fresh = [row for row in found if row.id not in passed]
    for row in fresh or found:
        return Desk(row.id, row.name, "role", "ladder", "", row.id)
    return NOBODY


def _holders(role: Role, today: dt.date) -> sa.Select[int, str]:
    """The active people who hold a role today and no role that must not decide."""
    return (
        sa.select(Person.id, Person.name)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == role, Person.active, granted(today))
        .where(Person.id.not_in(_finance(today)))
        .distinct()
        .order_by(Person.id)
    )


def _finance(today: dt.date) -> sa.Select[int]:
    excluded = [str(role) for role in RIGHTS["decide"].excluded]
    return sa.select(RoleGrant.person_id).where(RoleGrant.role.in_(excluded), granted(today))


def barred(session: Session, people: Collection[int], own: Collection[int], today: dt.date) -> bool:
    """Whether any of these has left, does the finances, or is one of those whose matter it is."""
    free = sa.select(sa.func.count(Person.id)).where(Person.id.in_(people), Person.active)
    free = free.where(Person.id.not_in(_finance(today)), Person.id.not_in(same_people(session, own)))
    return session.scalar(free) != len(people)
