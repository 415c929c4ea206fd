"""The first administrator is made by command, and only while nobody administers everything."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.db import begin_write
from app.history import HistoryEntry
from app.identity.models import Organisation, Person, RoleGrant
from tests.client import ShopClient


def run(app: Flask, key: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["people", "make-admin", key])
    return result.exit_code, result.output


def without_administrators(session: Session) -> None:
    begin_write(session)
    session.execute(sa.update(RoleGrant).where(RoleGrant.role == "admin").values(state="ended"))
    session.commit()


@pytest.mark.parametrize("key", ["demo:karin", "karin@laxa.example", "Karin@Laxa.example"])
def test_somebody_is_made_the_first_administrator(
    app: Flask, session: Session, client_as: Callable[[str], ShopClient], key: str
) -> None:
    without_administrators(session)
    karin = client_as("karin")
    karin.get("/admin", status=403)
    code, told = run(app, key)
    assert code == 0, told
    assert "Karin Lund administers everything" in told
    karin.get("/admin/roller")
    entry = session.scalars(sa.select(HistoryEntry).where(HistoryEntry.event == "role.given")).one()
    assert (entry.actor_id, entry.actor_name) == (None, "Den som driver butiken")
    assert entry.data["what"] == "Administratör"
    session.rollback()
    code, told = run(app, "demo:maria")
    assert code == 1
    assert "/admin/roller" in told


def test_it_is_refused_while_somebody_administers_everything(app: Flask, session: Session) -> None:
    code, told = run(app, "demo:karin")
    assert code == 1
    assert "/admin/roller" in told
    question = sa.select(RoleGrant.id).join(Person, Person.id == RoleGrant.person_id)
    assert session.scalars(question.where(Person.subject == "karin", RoleGrant.role == "admin")).all() == []


def test_an_administrator_of_one_organisation_does_not_stand_in_the_way(app: Flask, session: Session) -> None:
    begin_write(session)
    laxa = sa.select(Organisation.id).where(Organisation.key == "laxa").scalar_subquery()
    session.execute(sa.update(RoleGrant).where(RoleGrant.role == "admin").values(organisation_id=laxa))
    session.commit()
    assert run(app, "demo:karin")[0] == 0


def test_nobody_closed_or_unclear_is_made_administrator(app: Flask, session: Session) -> None:
    without_administrators(session)
    begin_write(session)
    session.execute(sa.update(Person).where(Person.subject == "maria").values(email="karin@laxa.example"))
    session.execute(sa.update(Person).where(Person.subject == "eva").values(active=False))
    session.commit()
    for key in ("nobody@example", "karin@laxa.example", "demo:eva", "karin"):
        code, told = run(app, key)
        assert code == 1, key
        assert "No one active person" in told, key
