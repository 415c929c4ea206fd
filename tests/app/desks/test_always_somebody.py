"""Whatever the organisation looks like: somebody who may can decide, or IT was told; and nobody decides their own."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app import web
from app.approvals import actions
from app.cases.actions import NewCase, open_case
from app.desks import actions as desks
from app.desks.models import ApprovalRequest
from app.desks.queries import matter_of, resolve
from app.identity.actions.substitutes import Wanted, stand_in
from app.refusal import Missing, Refused
from app.words.formats import today_of
from catalogue.cases import CaseKind
from catalogue.terms import Queue
from tests.app.desks.charts import CHARTS, PLAYERS, Chart, Stage
from tests.databases import MOMENT

JUMPS = st.lists(st.sampled_from([1, 3, 10, 30]), min_size=1, max_size=2)
REACHES = settings(
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    max_examples=5, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)  # fmt: skip


def asked(session: Session, stage: Stage) -> int:
    """A request of the first player's that needs a chef's yes, made by one and for another; its id."""
    me = stage.visitor(0, MOMENT)
    assert me is not None
    new = NewCase(
        kind=CaseKind.SERVICE_REQUEST, topic="non_standard_software", subject="Program", queue=Queue.IT_WORKPLACE,
        due_days=5, asked=("manager",),
    )  # fmt: skip
    case = open_case(session, me, new, at=MOMENT)
    request = session.scalars(sa.select(ApprovalRequest).where(ApprovalRequest.matter_id == case.id)).one()
    receiver = stage.chart.beneficiary
    request.decider_id, request.decider_name, request.relation = None, "", "nobody"
    request.creator_id = stage.people[stage.chart.creator].id
    request.beneficiary_id = stage.people[receiver].id if receiver is not None else None
    session.flush()
    found = resolve(session, matter_of(request), "manager", today=today_of(MOMENT))
    desks.move_to(request, found, settings={}, at=MOMENT)
    session.flush()
    return request.id


def look(session: Session, at: dt.datetime) -> None:
    """Three rounds of the worker: more change nothing more."""
    for _ in range(3):
        actions.tend(session, actions.due(session, now=at), now=at)


def stands_well(session: Session, stage: Stage, request_id: int, at: dt.datetime) -> None:
    """Somebody who may can decide it or IT was told; nobody of those whose matter it is can; there is a next step."""
    request = session.get_one(ApprovalRequest, request_id, populate_existing=True)
    able, own = stage.able(request_id, at), stage.own(request)
    request = session.get_one(ApprovalRequest, request_id, populate_existing=True)
    assert request.state == "open"
    assert not able & own
    assert able or request.alerted_at is not None
    assert request.next_on > today_of(at)


def schemes(session: Session, stage: Stage, request_id: int, at: dt.datetime) -> None:
    """Everybody whose matter it is tries to get at it: by an administrator's hand, handed on, or with lent power."""
    request = session.get_one(ApprovalRequest, request_id, populate_existing=True)
    own, decider = stage.own(request), request.decider_id
    names = [person.name for person in stage.people if person.id in own]
    for place in range(len(PLAYERS)):
        me = stage.visitor(place, at)
        if me is None or (me.id not in own and "admin" not in me.roles and me.id != decider):
            continue
        wanted = [Wanted(person, today_of(at), today_of(at) + dt.timedelta(days=9)) for person in own]
        tries = [
            *(lambda me=me, name=name: actions.appoint(session, me, request_id, name, at=at) for name in names),
            *(lambda me=me, name=name: actions.forward(session, me, request_id, name, at=at) for name in names),
            *(lambda me=me, one=one: stand_in(session, me, decider or 0, one, at=at) for one in wanted),
        ]
        for attempt in tries:
            aside = session.begin_nested()
            try:
                attempt()
            except (Missing, Refused):
                aside.rollback()
            session.expire_all()


def plays(chart: Chart, jumps: list[int]) -> None:
    """One chart through time, and back to nothing."""
    with web.store.sessionmaker() as session:
        stage = Stage(session, chart)
        request_id, at = asked(session, stage), MOMENT
        stands_well(session, stage, request_id, at)
        schemes(session, stage, request_id, at)
        look(session, at)
        stands_well(session, stage, request_id, at)
        for days in jumps:
            at += dt.timedelta(days=days)
            look(session, at)
            stands_well(session, stage, request_id, at)
        session.rollback()


@REACHES
@given(CHARTS, JUMPS)
def test_somebody_may_always_decide_or_it_is_told_and_never_ones_own(
    app: object, chart: Chart, jumps: list[int]
) -> None:
    """Promises 16, 18 and 19: absences, second accounts, lent power, an administrator's hand, jumps of a month."""
    plays(chart, jumps)


@pytest.mark.hard
@pytest.mark.timeout(3600)
@settings(REACHES, max_examples=60)
@given(CHARTS, JUMPS)
def test_sixty_charts(app: object, chart: Chart, jumps: list[int]) -> None:
    plays(chart, jumps)
