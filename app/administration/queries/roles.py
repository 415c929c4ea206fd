"""Who has which role where: the list, one grant, one person, and whom a role may be given to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.administration.queries.reach import Reach
from app.history import HistoryEntry
from app.identity.models import CONFIRMED, DECLINED, ENDED, PENDING, Organisation, Person, RoleGrant, Unit
from app.identity.queries import Visitor, holds
from app.identity.queries.accounts import accounts
from app.refusal import Missing
from catalogue.terms import Role

PAGE = 50
MOST_FOUND = 20
NOW, COMING, WAITING, OVER = "galler", "kommande", "vantar", "avslutade"
KINDS = ("", NOW, COMING, WAITING, OVER)

_Giver, _Decider, _Home = aliased(Person), aliased(Person), aliased(Organisation)
_COLUMNS = (
    RoleGrant.id, RoleGrant.person_id, Person.name, Person.email, Person.active, Unit.name, _Home.id, _Home.short_name,
    RoleGrant.role, RoleGrant.organisation_id, Organisation.short_name, RoleGrant.unit_id, RoleGrant.segment,
    RoleGrant.valid_from, RoleGrant.valid_to, RoleGrant.source, RoleGrant.state, RoleGrant.reason, RoleGrant.end_reason,
    RoleGrant.given_by, _Giver.name, _Decider.name,
)  # fmt: skip
_ScopeUnit = aliased(Unit)


@dataclass(frozen=True, slots=True)
class Listed:
    """A grant as it is read; `reach_*` says how far it goes, empty for no limit."""

    id: int
    person_id: int
    person: str
    email: str
    active: bool
    unit: str
    home_id: int
    home: str
    role: str
    organisation_id: int | None
    reach_organisation: str | None
    unit_id: int | None
    segment: str | None
    valid_from: dt.date
    valid_to: dt.date | None
    source: str
    state: str
    reason: str
    end_reason: str
    given_by: int | None
    giver: str | None
    decider: str | None
    reach_unit: str | None

    def standing(self, today: dt.date) -> str:
        """Where the grant stands: pending, declined, ended, over, coming or holds."""
        if self.state != CONFIRMED:
            return self.state
        if self.valid_to is not None and self.valid_to < today:
            return "over"
        return "coming" if self.valid_from > today else "holds"


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for; an empty part means all. `before` is the id of the last row of the page before."""

    text: str = ""
    role: str = ""
    organisation: str = ""
    kind: str = ""
    before: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody a role may be given to."""

    id: int
    name: str
    title: str
    email: str
    unit_id: int
    unit: str
    organisation_id: int
    organisation: str
    supplier_id: int | None


def grants(session: Session, reach: Reach, wanted: Filter, today: dt.date) -> tuple[list[Listed], int]:
    """A page of grants, newest first, and the id to go on before (0 on the last page)."""
    question = _grants(reach).where(_of_kind(wanted.kind, today))
    if wanted.text:
        question = question.where(_named(wanted.text))
    if wanted.role:
        question = question.where(RoleGrant.role == wanted.role)
    if wanted.organisation:
        chosen = sa.select(Organisation.id).where(Organisation.key == wanted.organisation).scalar_subquery()
        question = question.where(sa.or_(RoleGrant.organisation_id == chosen, Unit.organisation_id == chosen))
    if wanted.before:
        question = question.where(RoleGrant.id < wanted.before)
    rows = [Listed(*tuple(row)) for row in session.execute(question.order_by(RoleGrant.id.desc()).limit(PAGE + 1))]
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0


def waiting_for(session: Session, me: Visitor, reach: Reach) -> list[Listed]:
    """The grants that wait for a second person's yes and that I may decide: not given by me, not about me."""
    if not reach.everything:
        return []
    question = _grants(reach).where(RoleGrant.state == PENDING).order_by(RoleGrant.id).limit(PAGE)
    own = accounts(session, {me.id})
    rows = [Listed(*tuple(row)) for row in session.execute(question)]
    return [row for row in rows if own.isdisjoint({row.given_by, row.person_id})]


def grant(session: Session, reach: Reach, grant_id: int) -> Listed:
    """One grant within reach; raises Missing for any other."""
    row = session.execute(_grants(reach).where(RoleGrant.id == grant_id)).one_or_none()
    if row is None:
        raise Missing
    return Listed(*tuple(row))


def of_person(session: Session, reach: Reach, person_id: int) -> list[Listed]:
    """Every grant of a person, newest first."""
    question = _grants(reach).where(RoleGrant.person_id == person_id).order_by(RoleGrant.id.desc()).limit(200)
    return [Listed(*tuple(row)) for row in session.execute(question)]


def held(session: Session, grant_id: int) -> RoleGrant:
    """The row itself, held until commit."""
    question = sa.select(RoleGrant).where(RoleGrant.id == grant_id).with_for_update()
    return session.scalars(question.execution_options(populate_existing=True)).one()


def events_of(session: Session, found: Listed) -> list[HistoryEntry]:
    """What has happened to a grant, newest first."""
    question = sa.select(HistoryEntry).where(
        HistoryEntry.subject == "person", HistoryEntry.subject_id == found.person_id,
        HistoryEntry.event.startswith("role.", autoescape=True),
    )  # fmt: skip
    entries = session.scalars(question.order_by(HistoryEntry.id.desc()).limit(200))
    return [entry for entry in entries if entry.data.get("grant") == found.id]


def person(session: Session, reach: Reach, person_id: int) -> Found:
    """An active person within reach; raises Missing for any other."""
    row = session.execute(_people(reach).where(Person.id == person_id)).one_or_none()
    if row is None:
        raise Missing
    return Found(*tuple(row))


def person_or_former(session: Session, reach: Reach, person_id: int) -> Found:
    """A person within reach, also one whose account is closed; raises Missing for any other."""
    row = session.execute(_people(reach, active=False).where(Person.id == person_id)).one_or_none()
    if row is None:
        raise Missing
    return Found(*tuple(row))


def people(session: Session, reach: Reach, text: str) -> list[Found]:
    """Active people whose name, address or unit is like this, at most twenty, by name."""
    question = _people(reach).where(_named(text)).order_by(Person.sort_key, Person.id).limit(MOST_FOUND)
    return [Found(*tuple(row)) for row in session.execute(question)]


def units_of(session: Session, organisation_id: int) -> list[tuple[int, str]]:
    """The open units of an organisation by name."""
    question = sa.select(Unit.id, Unit.name).where(Unit.organisation_id == organisation_id, Unit.closed_on.is_(None))
    return sorted(((row.id, row.name) for row in session.execute(question)), key=lambda unit: unit[1])


def holders(session: Session, reach: Reach, today: dt.date) -> dict[str, int]:
    """How many people hold each role today, within reach."""
    question = (
        sa.select(RoleGrant.role, sa.func.count(sa.distinct(RoleGrant.person_id)))
        .join(Person, Person.id == RoleGrant.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(holds(today), Person.active, _within(reach))
        .group_by(RoleGrant.role)
    )
    return {row[0]: row[1] for row in session.execute(question)}


def other_administrators(session: Session, besides: RoleGrant, on: dt.date) -> Sequence[int]:
    """The grants, besides one, that let an active person administer everything on a day and after it; held."""
    question = (
        sa.select(RoleGrant.id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == Role.ADMIN, RoleGrant.organisation_id.is_(None), RoleGrant.id != besides.id)
        .where(holds(on), Person.active)
        .order_by(RoleGrant.id)
        .with_for_update(of=RoleGrant)
    )
    return session.scalars(question).all()


def _grants(reach: Reach) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*_COLUMNS, _ScopeUnit.name)
        .select_from(RoleGrant)
        .join(Person, Person.id == RoleGrant.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .join(_Home, _Home.id == Unit.organisation_id)
        .outerjoin(Organisation, Organisation.id == RoleGrant.organisation_id)
        .outerjoin(_ScopeUnit, _ScopeUnit.id == RoleGrant.unit_id)
        .outerjoin(_Giver, _Giver.id == RoleGrant.given_by)
        .outerjoin(_Decider, _Decider.id == RoleGrant.decided_by)
        .where(_within(reach))
    )


def _within(reach: Reach) -> sa.ColumnElement[bool]:
    """Grants to people of my organisations, and grants that reach into them."""
    if reach.everything:
        return sa.true()
    return sa.or_(reach.within(Unit.organisation_id), RoleGrant.organisation_id.in_(sorted(reach.organisations)))


def _people(reach: Reach, *, active: bool = True) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Person.id, Person.name, Person.title, Person.email, Unit.id, Unit.name, Organisation.id,
            Organisation.short_name, Person.supplier_id,
        )
        .join(Unit, Unit.id == Person.unit_id)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .where(Person.active if active else sa.true(), reach.within(Unit.organisation_id))
    )  # fmt: skip


def _of_kind(kind: str, today: dt.date) -> sa.ColumnElement[bool]:
    """Which grants a choice shows; without one, what holds, waits or comes."""
    over = sa.and_(RoleGrant.state == CONFIRMED, RoleGrant.valid_to < today)
    if kind == OVER:
        return sa.or_(RoleGrant.state.in_((DECLINED, ENDED)), over)
    coming = sa.and_(RoleGrant.state == CONFIRMED, RoleGrant.valid_from > today)
    chosen = {NOW: holds(today), COMING: coming, WAITING: RoleGrant.state == PENDING}
    return chosen.get(kind, sa.or_(*chosen.values()))


def _named(text: str) -> sa.ColumnElement[bool]:
    """Name, address or unit; SQLite folds only a to z, so words with å, ä, ö are asked for in each spelling."""
    words = {text} if text.isascii() else {text, text.lower(), text.upper(), text.title()}
    columns = (Person.name, Person.email, Unit.name)
    return sa.or_(*(column.icontains(word, autoescape=True) for word in words for column in columns))


def gives_everything(session: Session, person_id: int | None, today: dt.date) -> bool:
    """Whether a person (None: the shop itself) may still give powerful roles."""
    mandate = sa.select(RoleGrant.id).join(Person, Person.id == RoleGrant.person_id).where(
        RoleGrant.person_id == person_id, RoleGrant.role == Role.ADMIN, RoleGrant.organisation_id.is_(None),
        holds(today), Person.active,
    )  # fmt: skip
    return person_id is None or session.scalars(mandate.limit(1)).first() is not None
