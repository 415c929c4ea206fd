"""Pools: used and free, never oversold, whoever comes at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import web
from app.db import begin_write
from app.history import Actor
from app.licences import actions, queries
from app.licences.actions.pools import take
from app.licences.models import Licence, LicencePool
from app.refusal import Changed, Refused
from tests.app.delivery.making import line, order
from tests.app.licences.making import ROOM, SCREEN, item_of, licence
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

SignIn = Callable[[str], ShopClient]
IT = Actor(None, "IT")


def sized(session: Session, slug: str, size: int | None) -> queries.Pool:
    """A pool of a size; committed."""
    session.rollback()
    begin_write(session)
    actions.resize(session, queries.pool_of(session, slug), size, actor=IT, at=MOMENT)
    session.commit()
    found = queries.pool_of(session, slug)
    session.rollback()
    return found


@pytest.mark.rule("R-204")
def test_it_sees_used_and_free_licences(client_as: SignIn, session: Session) -> None:
    sized(session, SCREEN, 20)
    sized(session, ROOM, 3)
    licence(session, "karin", SCREEN, place="Entrén")
    rows = {
        str(row.th.a.text): " ".join(row.get_text(" ").split())
        for row in client_as("omar").get("/it/licenser").soup.select("table")[0].select("tr[data-row]")
    }
    assert "1 19 av 20" in rows["PLAYipp för infoskärm"]
    assert "0 3 av 3" in rows["Roomdisplay för mötesrum"]


def test_a_pool_is_resized_by_it_and_never_below_what_is_used(client_as: SignIn, session: Session) -> None:
    licence(session, "karin", SCREEN, place="Entrén")
    licence(session, "karin", SCREEN, place="Matsalen")
    omar, door = client_as("omar"), f"/it/licenser/antal/{SCREEN}"
    assert "2 licenser" in omar.post(door, {"antal": "1"}).text
    assert omar.post(door, {"antal": "-4"}).status == 422
    assert omar.post(door, {"antal": "2"}).status == 303
    assert queries.pool_of(session, SCREEN).is_full
    assert omar.post(door, {"antal": ""}).status == 303
    session.rollback()
    assert queries.pool_of(session, SCREEN).free is None
    assert client_as("nils").post(door, {"antal": "2"}).status == 403


def test_who_changed_the_size_meanwhile_is_not_overwritten(session: Session) -> None:
    shown = sized(session, SCREEN, 5)
    sized(session, SCREEN, 9)
    begin_write(session)
    with pytest.raises(Changed):
        actions.resize(session, shown, 6, actor=IT, at=MOMENT)


def test_an_empty_pool_refuses_and_the_line_keeps_waiting(client_as: SignIn, session: Session) -> None:
    sized(session, SCREEN, 1)
    licence(session, "karin", SCREEN, place="Entrén")
    waits = line(session, order(session, "maria"), "playipp", answers={"place": "Foajén"})
    session.commit()
    page = client_as("omar").post("/it/koer/it_workplace", {"atgard": "aktivera", "rad": str(waits.id)})
    assert "används" in client_as("omar").get(page.location).text or page.status == 303
    session.rollback()
    session.refresh(waits)
    assert (waits.state, queries.pool_of(session, SCREEN).used) == ("released", 1)


def race(app: Flask, ids: list[int]) -> None:
    """Everybody takes one at once, guarded by nothing but the statement itself."""
    ready = threading.Barrier(len(ids))

    def run(item: int) -> None:
        with app.app_context(), web.store.sessionmaker() as own:
            ready.wait()
            for _ in range(30):
                try:
                    begin_write(own)
                    take(own, item, "PLAYipp")
                    own.commit()
                except Refused:
                    own.rollback()
                except sa.exc.OperationalError:
                    own.rollback()
                    continue
                return

    workers = [threading.Thread(target=run, args=(item,)) for item in ids]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


@pytest.mark.rule("R-204")
def test_a_pool_is_never_oversold_by_many_at_once(app: Flask, session: Session) -> None:
    pool = sized(session, SCREEN, 5)
    race(app, [pool.item_id] * 12)
    session.rollback()
    found = session.get_one(LicencePool, pool.item_id, populate_existing=True)
    assert (found.used, found.size) == (5, 5)


def test_the_database_itself_refuses_more_than_there_are(session: Session) -> None:
    pool = sized(session, SCREEN, 2)
    begin_write(session)
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.update(LicencePool).where(LicencePool.item_id == pool.item_id).values(used=3))


def test_what_is_used_is_what_is_active(session: Session, people: People) -> None:
    made = [licence(session, "karin", SCREEN, place=f"Skärm {number}") for number in range(4)]
    for each in made[:2]:
        begin_write(session)
        session.execute(sa.update(Licence).where(Licence.id == each.id).values(ends_on=MOMENT.date()))
        session.commit()
    begin_write(session)
    for each in made:
        session.execute(sa.update(Licence).where(Licence.id == each.id).values(told_of=Licence.ends_on))
        actions.tend(session, each.id, at=MOMENT.replace(month=12))
    session.commit()
    active = session.scalar(sa.select(sa.func.count()).where(Licence.state == "active"))
    assert (active, queries.pool_of(session, SCREEN).used) == (2, 2)
    assert item_of(session, SCREEN).id == made[0].item_id
