"""Messages: what everybody may read, and the drafts of those who write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import locked
from app.identity.models import Organisation, Person
from app.identity.queries import Visitor
from app.notices.models import MessageReach, MessageUpdate, OperationsMessage
from app.refusal import Missing
from catalogue.operations import MessageState
from catalogue.rights import roles_that
from catalogue.terms import Role

M = OperationsMessage
# How long ahead planned work stands on the first page, and how long what is over stays on the list.
AHEAD = dt.timedelta(days=7)
BACK = dt.timedelta(days=30)
MOST = 50
PUBLISHED = (MessageState.PUBLISHED.value, MessageState.OVER.value, MessageState.CANCELLED.value)


@dataclass(frozen=True, slots=True)
class Board:
    """What is away now, what is planned, and what was lately."""

    now: Sequence[OperationsMessage]
    coming: Sequence[OperationsMessage]
    past: Sequence[OperationsMessage]


def live(session: Session, me: Visitor, at: dt.datetime, components: Sequence[str] = ()) -> list[OperationsMessage]:
    """What my organisation should know now: disturbances, and planned work that is on or close; worst first."""
    question = _for(me.organisation_id).where(_lasts(at), M.starts_at <= at + AHEAD).limit(MOST)
    found = session.scalars(question.order_by(M.kind.desc(), M.starts_at, M.id))
    return [each for each in found if not components or not set(components).isdisjoint(each.components)]


def board(session: Session, organisation: str, at: dt.datetime) -> Board:
    """Published messages for an organisation, or for any."""
    whose = _organisation(organisation) if organisation else None
    question = sa.select(M) if whose is None else sa.select(M).where(M.id.in_(_reaching(whose)))
    shown = sa.or_(_lasts(at), M.starts_at >= at - BACK, M.ends_at >= at - BACK, M.over_at >= at - BACK)
    question = question.where(M.published_at.is_not(None), M.state.in_(PUBLISHED), shown)
    rows = session.scalars(question.order_by(M.starts_at.desc(), M.id.desc()).limit(4 * MOST)).all()
    lasting = [row for row in rows if is_lasting(row, at)]
    return Board(
        now=[row for row in lasting if row.starts_at <= at],
        coming=sorted((row for row in lasting if row.starts_at > at), key=lambda row: row.starts_at),
        past=[row for row in rows if row not in lasting][:MOST],
    )


def told(session: Session, organisation: str, at: dt.datetime) -> tuple[str, Sequence[OperationsMessage]]:
    """An organisation's name and what its intranet shows, newest first; raises Missing for an unknown one (R-091)."""
    name = session.scalar(sa.select(Organisation.name).where(Organisation.key == organisation))
    if name is None:
        raise Missing
    question = sa.select(M).where(M.id.in_(_reaching(_organisation(organisation))), M.published_at >= at - 3 * BACK)
    question = question.where(M.state.in_(PUBLISHED)).order_by(M.latest_at.desc(), M.id.desc())
    return name, session.scalars(question.limit(MOST)).all()


def message(session: Session, me: Visitor, number: str, *, lock: bool = False) -> OperationsMessage:
    """A message by its number: published, or a draft of mine to write; raises Missing. `lock` holds it for a change."""
    question = sa.select(M).where(M.number == number)
    found = session.scalar(locked(question) if lock else question)
    if found is None or not (found.published_at or _may_write(session, me, found)):
        raise Missing
    return found


def draft(session: Session, me: Visitor, number: str, *, lock: bool = False) -> OperationsMessage:
    """A draft that I may write in; raises Missing for every other (R-093)."""
    found = message(session, me, number, lock=lock)
    if found.state != MessageState.DRAFT or not _may_write(session, me, found):
        raise Missing
    return found


def drafts(session: Session, me: Visitor) -> list[OperationsMessage]:
    """The drafts that I may write in."""
    question = sa.select(M).where(M.state == MessageState.DRAFT.value).order_by(M.starts_at, M.id).limit(MOST)
    mine = _written_for(me)
    if mine is not None:
        question = question.where(
            M.id.in_(sa.select(MessageReach.message_id).where(MessageReach.organisation_id.in_(mine)))
        )
    return list(session.scalars(question))


def updates(session: Session, found: OperationsMessage) -> list[tuple[MessageUpdate, str]]:
    """What was told since, newest first, with who told it."""
    question = sa.select(MessageUpdate, Person.name).join(Person, Person.id == MessageUpdate.written_by)
    rows = session.execute(question.where(MessageUpdate.message_id == found.id).order_by(MessageUpdate.id.desc()))
    return [(row[0], row[1]) for row in rows]


def reach(session: Session, found: OperationsMessage) -> list[str]:
    """The short names of the organisations that a message is for."""
    question = sa.select(Organisation.short_name).join(MessageReach, MessageReach.organisation_id == Organisation.id)
    return list(session.scalars(question.where(MessageReach.message_id == found.id).order_by(Organisation.id)))


def reach_ids(session: Session, found: OperationsMessage) -> list[int]:
    """The ids of the organisations that a message is for."""
    return list(session.scalars(sa.select(MessageReach.organisation_id).where(MessageReach.message_id == found.id)))


def organisations(session: Session) -> list[tuple[int, str, str]]:
    """Every organisation: id, key, short name."""
    rows = session.execute(
        sa.select(Organisation.id, Organisation.key, Organisation.short_name).order_by(Organisation.id)
    )
    return [(row.id, row.key, row.short_name) for row in rows]


def writable(session: Session, me: Visitor) -> list[tuple[int, str, str]]:
    """The organisations I write messages for: id, key, short name."""
    mine = _written_for(me)
    return [row for row in organisations(session) if mine is None or row[0] in mine]


def may_lead(session: Session, me: Visitor, found: OperationsMessage) -> bool:
    """Whether I may publish and end a message: my role is for everything, or for all it reaches."""
    leads = [grant for grant in me.grants if grant.role in roles_that("operations.publish")]
    if any(grant.is_whole for grant in leads):
        return True
    return {grant.organisation_id for grant in leads} >= set(reach_ids(session, found))


def is_lasting(row: OperationsMessage, at: dt.datetime) -> bool:
    """Whether a published message is on, or still to come."""
    return row.state == MessageState.PUBLISHED and (row.kind == "unplanned" or row.ends_at is None or row.ends_at > at)


def _lasts(at: dt.datetime) -> sa.ColumnElement[bool]:
    still = sa.or_(M.kind == "unplanned", M.ends_at > at)
    return sa.and_(M.state == MessageState.PUBLISHED.value, still)


def _for(organisation_id: int) -> sa.Select[OperationsMessage]:
    return sa.select(M).where(M.id.in_(_reaching(sa.select(sa.literal(organisation_id)).scalar_subquery())))


def _reaching(organisation: sa.ScalarSelect[int]) -> sa.Select[int]:
    return sa.select(MessageReach.message_id).where(MessageReach.organisation_id == organisation)


def _organisation(key: str) -> sa.ScalarSelect[int]:
    return sa.select(Organisation.id).where(Organisation.key == key).scalar_subquery()


def _may_write(session: Session, me: Visitor, found: OperationsMessage) -> bool:
    mine = _written_for(me)
    return mine is None or not mine.isdisjoint(reach_ids(session, found))


def _written_for(me: Visitor) -> frozenset[int] | None:
    """The organisations I write for; None for all. A communicator writes for the own organisation (L334-L335)."""
    roles = roles_that("operations.write")
    if any(grant.is_whole for grant in me.grants if grant.role in roles - {Role.COMMUNICATOR}):
        return None
    own = [grant for grant in me.grants if grant.role in roles]
    return frozenset(grant.organisation_id or me.organisation_id for grant in own)
