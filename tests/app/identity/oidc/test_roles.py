"""Roles that the directory gives come and go with every sign-in; what was given by hand stays."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import begin_write
from app.history import HistoryEntry
from app.identity import actions, queries
from app.identity.models import Organisation, Person, RoleGrant, RoleMapping
from tests.app.identity.oidc.conftest import Traveller
from tests.app.identity.oidc.fake import ASKERSUND, KARIN, LAXA

GROUP = "cccccccc-0000-4000-8000-00000000000c"
OVERAGE = {"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "https://graph.example/x"}}}


@pytest.fixture
def mapped(session: Session, karin: Person) -> None:
    """An application role and a group of Laxå give roles; Askersund's give others."""
    session.rollback()
    begin_write(session)
    laxa = session.scalar(sa.select(Organisation.id).where(Organisation.key == "laxa"))
    tenant = f"entra:{LAXA}"
    session.add_all(
        [
            RoleMapping(provider=tenant, claim="role", value="Butiken.Admin", role="admin", organisation_id=laxa),
            RoleMapping(provider=tenant, claim="role", value="Butiken.Ekonom", role="finance", organisation_id=laxa),
            RoleMapping(provider=tenant, claim="group", value=GROUP, role="auditor", organisation_id=None),
            RoleMapping(provider=f"entra:{ASKERSUND}", claim="role", value="Everything", role="admin"),
        ]
    )
    session.commit()


def directory_roles(session: Session) -> list[str]:
    """What the directory has given Karin."""
    session.rollback()
    question = (
        sa.select(RoleGrant.role)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(Person.subject == KARIN, RoleGrant.source == "directory")
    )
    return sorted(session.scalars(question))


def manual_roles(session: Session) -> list[str]:
    """What Karin was given by hand."""
    session.rollback()
    question = (
        sa.select(RoleGrant.role)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(Person.subject == KARIN, RoleGrant.source == "manual")
    )
    return sorted(session.scalars(question))


pytestmark = pytest.mark.usefixtures("mapped")


def test_a_role_of_the_directory_becomes_a_role_here_and_opens_its_doors(
    traveller: Traveller, session: Session
) -> None:
    traveller.sign_in(roles=["Butiken.Ekonom"], groups=[GROUP])
    assert directory_roles(session) == ["auditor", "finance"]
    traveller.shop.get("/revision")
    grant = session.scalars(sa.select(RoleGrant).where(RoleGrant.role == "finance", RoleGrant.mapping_id > 0)).one()
    assert grant.organisation_id == session.scalar(sa.select(Organisation.id).where(Organisation.key == "laxa"))
    assert grant.valid_from == dt.date(2026, 11, 23)


def test_a_role_that_the_directory_no_longer_tells_is_gone(traveller: Traveller, session: Session) -> None:
    traveller.sign_in(roles=["Butiken.Ekonom"], groups=[GROUP])
    traveller.sign_in(roles=["Butiken.Ekonom"])
    assert directory_roles(session) == ["finance"]
    traveller.shop.get("/revision", status=403)
    traveller.sign_in()
    assert directory_roles(session) == []


def test_what_was_given_by_hand_stays(traveller: Traveller, session: Session) -> None:
    before = manual_roles(session)
    traveller.sign_in(roles=["Butiken.Ekonom"])
    traveller.sign_in()
    assert before == manual_roles(session) == ["employee"]


@pytest.mark.parametrize("word", ["admin", "Admin", "butiken.admin", "Everything", "auditor"])
def test_no_word_gives_a_role_without_a_row_that_says_so(traveller: Traveller, session: Session, word: str) -> None:
    traveller.sign_in(roles=[word], groups=[word])
    assert directory_roles(session) == []


def test_a_row_may_give_administration(traveller: Traveller, session: Session) -> None:
    traveller.sign_in(roles=["Butiken.Admin"])
    assert directory_roles(session) == ["admin"]


@pytest.mark.parametrize("overage", [OVERAGE, {"hasgroups": True}, {"hasgroups": "true"}])
def test_too_many_groups_to_list_are_unknown_and_neither_all_nor_none(
    traveller: Traveller, session: Session, overage: dict[str, object]
) -> None:
    traveller.sign_in(roles=["Butiken.Ekonom"], **overage)
    assert directory_roles(session) == ["finance"]
    traveller.sign_in(groups=[GROUP])
    traveller.sign_in(**overage)
    assert directory_roles(session) == ["auditor"]


@pytest.mark.parametrize("bad", ["Butiken.Admin", {"Butiken.Admin": True}, ["Butiken.Admin", 7], [["Butiken.Admin"]]])
def test_roles_that_are_no_list_of_words_tell_nothing(traveller: Traveller, session: Session, bad: object) -> None:
    traveller.sign_in(roles=["Butiken.Ekonom"])
    traveller.sign_in(roles=bad)
    assert directory_roles(session) == ["finance"]


def test_a_mapping_that_was_changed_moves_the_role_at_the_next_sign_in(traveller: Traveller, session: Session) -> None:
    traveller.sign_in(roles=["Butiken.Ekonom"])
    session.rollback()
    begin_write(session)
    session.execute(sa.update(RoleMapping).where(RoleMapping.value == "Butiken.Ekonom").values(role="communicator"))
    session.commit()
    traveller.sign_in(roles=["Butiken.Ekonom"])
    assert directory_roles(session) == ["communicator"]


def test_what_came_and_went_stands_in_the_history(traveller: Traveller, session: Session) -> None:
    traveller.sign_in(roles=["Butiken.Ekonom"])
    traveller.sign_in()
    session.rollback()
    question = sa.select(HistoryEntry.event).where(HistoryEntry.event.like("person.role%")).order_by(HistoryEntry.id)
    assert list(session.scalars(question)) == ["person.role_given", "person.role_taken"]


def ended(session: Session, claim: str) -> int:
    """End the mappings of a kind of claim; the id of one."""
    session.rollback()
    begin_write(session)
    session.execute(sa.update(RoleMapping).where(RoleMapping.claim == claim).values(state="ended"))
    session.commit()
    return session.scalars(sa.select(RoleMapping.id).where(RoleMapping.claim == claim)).first() or 0


def test_a_mapping_that_ended_gives_nothing_even_to_those_with_too_many_groups(
    traveller: Traveller, session: Session
) -> None:
    traveller.sign_in(groups=[GROUP])
    ended(session, "group")
    traveller.sign_in(**OVERAGE)
    assert directory_roles(session) == []


def test_what_a_mapping_gave_is_taken_back_at_once(traveller: Traveller, session: Session) -> None:
    traveller.sign_in(groups=[GROUP])
    traveller.shop.get("/revision")
    mapping = ended(session, "group")
    session.rollback()
    begin_write(session)
    assert actions.take_back(session, mapping, at=traveller.fake.clock()) == 1
    session.commit()
    traveller.shop.get("/revision", status=403)


def test_the_mappings_are_listed_with_their_organisation(session: Session, karin: Person) -> None:
    session.rollback()
    listed = queries.role_mappings(session, f"entra:{LAXA}")
    assert [(row.value, place) for row, place in listed] == [
        (GROUP, ""),
        ("Butiken.Admin", "Laxå"),
        ("Butiken.Ekonom", "Laxå"),
    ]
    assert len(queries.role_mappings(session)) == 4
