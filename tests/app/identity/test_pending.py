"""A sign-in under way belongs to one browser and one way in, lasts ten minutes and is taken up once."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import web
from app.db import begin_write
from app.identity import actions
from app.identity.actions import Start
from app.identity.models import PendingSignIn
from app.identity.queries import Way
from app.refusal import Refused
from tests.databases import Clock

ENTRA = Way("entra", "oidc")
LAXA = Way("laxa", "saml")


@pytest.fixture
def begun(session: Session, clock: Clock) -> Start:
    """A sign-in that Karin's browser began."""
    start = Start(way=ENTRA, handle="karins-browser", onward="/varukorg")
    begin_write(session)
    actions.begin(session, start, at=clock())
    session.commit()
    return start


def test_the_browser_that_began_takes_it_up(session: Session, begun: Start, clock: Clock) -> None:
    found = actions.claim(session, ENTRA, state=begun.state, handle=begun.handle, at=clock())
    assert (found.onward, found.nonce, found.proof) == ("/varukorg", begun.nonce, begun.proof)


def test_it_is_taken_up_once(session: Session, begun: Start, clock: Clock) -> None:
    actions.claim(session, ENTRA, state=begun.state, handle=begun.handle, at=clock())
    with pytest.raises(Refused, match="not_begun"):
        actions.claim(session, ENTRA, state=begun.state, handle=begun.handle, at=clock())


@pytest.mark.parametrize(
    ("way", "state", "handle"),
    [
        (LAXA, None, None),
        (Way("entra", "saml"), None, None),
        (ENTRA, "another", None),
        (ENTRA, "", None),
        (ENTRA, None, "another-browser"),
        (ENTRA, None, ""),
        (ENTRA, "s" * 500, None),
    ],
)
def test_nobody_else_takes_it_up(
    session: Session, begun: Start, clock: Clock, way: Way, state: str | None, handle: str | None
) -> None:
    state = begun.state if state is None else state
    handle = begun.handle if handle is None else handle
    with pytest.raises(Refused, match="not_begun"):
        actions.claim(session, way, state=state, handle=handle, at=clock())


@pytest.mark.parametrize(("minutes", "good"), [(9.9, True), (10, False)])
def test_it_lasts_ten_minutes(session: Session, begun: Start, clock: Clock, minutes: float, good: bool) -> None:
    clock.forward(minutes=minutes)
    if good:
        actions.claim(session, ENTRA, state=begun.state, handle=begun.handle, at=clock())
    else:
        with pytest.raises(Refused):
            actions.claim(session, ENTRA, state=begun.state, handle=begun.handle, at=clock())


def test_neither_state_nor_handle_is_kept(session: Session, begun: Start) -> None:
    row = session.scalars(sa.select(PendingSignIn)).one()
    kept = {str(getattr(row, column.key)) for column in sa.inspect(PendingSignIn).column_attrs}
    assert not kept & {begun.state, begun.handle}


def test_those_nobody_came_back_for_are_forgotten(session: Session, begun: Start, clock: Clock) -> None:
    clock.forward(hours=1)
    actions.begin(session, Start(way=ENTRA, handle="x", onward="/"), at=clock())
    session.flush()
    assert session.scalar(sa.select(sa.func.count()).select_from(PendingSignIn)) == 1


def test_of_many_answers_at_once_one_is_taken_up(app: Flask, begun: Start, clock: Clock) -> None:
    start, outcomes = threading.Barrier(6), []

    def answer() -> None:
        with app.app_context(), web.store.sessionmaker() as own:
            start.wait(10)
            try:
                begin_write(own)
                actions.claim(own, ENTRA, state=begun.state, handle=begun.handle, at=clock())
                own.commit()
                outcomes.append("taken")
            except Refused:
                outcomes.append("refused")

    workers = [threading.Thread(target=answer) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(outcomes) == ["refused"] * 5 + ["taken"]
