"""The range changes by decisions, takes effect on their day, and can be seen as of any day."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.assortment import actions
from app.assortment.models import EmergencySwap, Item, ItemChange, RangeDecision, RangeVersion, SupplierContract
from app.assortment.queries import catalogue_version, shelf
from app.assortment.queries.content import content_of
from app.assortment.queries.history import (
    changes_between,
    changes_of_decision,
    coming,
    item_history,
    range_as_of,
    versions,
)
from app.history import Actor
from app.refusal import Refused
from app.words.formats import today_of
from tests.app.assortment.making import OMAR, decision, draft, item
from tests.databases import MOMENT
from tests.people import People

SCREEN, LAPTOP, PROJECTOR = "skarm-24", "barbar-dator-14-standard", "projektor-klassrum"
SLUGS = ("ny-0", "ny-1", "ny-2")


@pytest.mark.rule("R-014")
def test_a_decision_puts_a_new_product_in_the_range_on_its_day(session: Session) -> None:
    new, version = draft(session, SCREEN, "skarm-ny"), catalogue_version(session)
    made = decision(session, MOMENT, days=5, title="Större skärm")
    actions.decide(session, made, new, "published", actor=OMAR, at=MOMENT)
    assert (new.state, catalogue_version(session)) == ("draft", version)
    assert [(change.slug, change.decision) for change in coming(session)] == [("skarm-ny", made.number)]
    assert actions.apply_due(session, at=MOMENT + dt.timedelta(days=5)) == [version + 1]
    assert (new.state, new.decision, new.decision_id) == ("published", "Större skärm", made.id)
    assert coming(session) == []
    assert shelf(session).by_slug["skarm-ny"].decision_number == made.number


@pytest.mark.rule("R-014")
def test_the_database_refuses_to_publish_what_nobody_decided(session: Session) -> None:
    draft(session, SCREEN, "skarm-ny")
    with pytest.raises(sa.exc.IntegrityError, match="published_by_decision"):
        session.execute(sa.update(Item).where(Item.slug == "skarm-ny").values(state="published", decision="Vi vill"))
    session.rollback()


def test_a_draft_makes_no_version_before_it_is_in_the_range(session: Session) -> None:
    version, values = catalogue_version(session), content_of(item(session, SCREEN)) | {"successor_id": None}
    new = actions.new_draft(session, values | {"slug": "skarm-ny", "article": "A-ny"}, actor=OMAR, at=MOMENT)
    actions.correct(session, new, {"price": 1, "summary": "Ny text"}, actor=OMAR, at=MOMENT)
    assert catalogue_version(session) == version
    assert {(change.version, change.after_state) for change in item_history(session, new.id)} == {(version, "draft")}
    assert changes_between(session, 0, version + 1) == changes_between(session, 0, version)
    assert "skarm-ny" not in {change.slug for change in changes_between(session, 0, version)}
    made = decision(session, MOMENT)
    actions.decide(session, made, new, "published", actor=OMAR, at=MOMENT)
    assert [change.slug for change in changes_between(session, version, version + 1)] == ["skarm-ny"]


def test_what_was_decided_and_done_is_never_altered(session: Session) -> None:
    for table in (RangeDecision, ItemChange, RangeVersion):
        for statement in (sa.delete(table), sa.update(table).values({next(iter(table.__table__.c)): 1})):
            with pytest.raises(sa.exc.DatabaseError, match="is never changed"):
                session.execute(statement)
            session.rollback()


@pytest.mark.rule("R-033")
def test_it_corrects_price_and_facts_without_a_decision(session: Session) -> None:
    screen = item(session, SCREEN)
    old, version = screen.price, catalogue_version(session)
    assert actions.correct(session, screen, {"price": old + 100, "summary": "Ny text"}, actor=OMAR, at=MOMENT)
    assert (screen.price, screen.summary, screen.state) == (old + 100, "Ny text", "published")
    changes = item_history(session, screen.id)[:2]
    assert {change.change for change in changes} == {"price", "facts"}
    assert all(change.version and change.version > version for change in changes)
    priced = next(change for change in changes if change.change == "price")
    assert (priced.before, priced.content, priced.made_by_name) == (
        {"price": old}, {"price": old + 100}, "Omar Haddad",
    )  # fmt: skip
    assert not actions.correct(session, screen, {"price": old + 100}, actor=OMAR, at=MOMENT)


def test_what_a_thing_is_takes_a_decision(session: Session) -> None:
    with pytest.raises(Refused, match="needs_decision"):
        actions.correct(session, item(session, SCREEN), {"kind": "headset"}, actor=OMAR, at=MOMENT)
    with pytest.raises(Refused, match="needs_decision"):
        actions.publish_by_it(session, item(session, SCREEN), "withdrawn", actor=OMAR, at=MOMENT)


@pytest.mark.rule("R-054")
def test_it_publishes_av_without_a_decision(session: Session) -> None:
    new = draft(session, PROJECTOR, "projektor-ny")
    new.governed = False
    actions.publish_by_it(session, new, "published", actor=OMAR, at=MOMENT)
    assert (new.state, new.decision, new.decision_id) == ("published", "Publicerat av IT", None)


@pytest.mark.rule("R-040")
@pytest.mark.rule("R-202")
@pytest.mark.parametrize(
    ("like", "content", "why"),
    [
        (SCREEN, {"technical_lifetime_months": 36}, "lifetime"),
        (LAPTOP, {"platform": "linux"}, "platform"),
        ("mac-barbar-13", {"form_factor": "stationary"}, "form_factor"),
    ],
)
def test_a_model_the_agreement_forbids_is_refused(session: Session, like: str, content: dict, why: str) -> None:
    new = draft(session, like, "ny")
    with pytest.raises(Refused, match=f"unfit.{why}"):
        actions.decide(session, decision(session, MOMENT), new, "published", content=content, actor=OMAR, at=MOMENT)


@pytest.mark.rule("R-008")
def test_nothing_is_published_on_an_expired_contract(session: Session) -> None:
    new = draft(session, SCREEN, "skarm-ny")
    contract = SupplierContract(
        supplier_id=new.supplier_id or 1, area="Skärmar", reference="A-1",
        starts_on=dt.date(2024, 1, 1), ends_on=today_of(MOMENT) + dt.timedelta(days=3),
    )  # fmt: skip
    session.add(contract)
    session.flush()
    new.contract_id = contract.id
    with pytest.raises(Refused, match=r"unfit\.contract"):
        actions.decide(session, decision(session, MOMENT, days=4), new, "published", actor=OMAR, at=MOMENT)
    actions.decide(session, decision(session, MOMENT, days=3), new, "published", actor=OMAR, at=MOMENT)


def test_the_difference_of_versions_is_what_the_decision_changed(session: Session) -> None:
    before, made = catalogue_version(session), decision(session, MOMENT)
    new, old = draft(session, SCREEN, "skarm-ny"), item(session, SCREEN)
    actions.decide(session, made, new, "published", actor=OMAR, at=MOMENT)
    actions.decide(session, made, old, "withdrawn", content={"successor_id": new.id}, actor=OMAR, at=MOMENT)
    told = [(change.slug, change.before_state, change.state) for change in changes_of_decision(session, made.id)]
    assert told == [("skarm-ny", "", "published"), (SCREEN, "published", "withdrawn")]
    assert changes_between(session, before, catalogue_version(session)) == changes_of_decision(session, made.id)
    assert [row.title for row in versions(session)[:2]] == ["Beslut", "Beslut"]


def test_a_swap_that_nobody_ratifies_reverts_on_its_day(session: Session, people: People) -> None:
    old, new = item(session, SCREEN), draft(session, SCREEN, "skarm-akut")
    by = today_of(MOMENT) + dt.timedelta(days=10)
    omar = Actor(people["omar"].id, "Omar Haddad")
    row = actions.swap(session, actions.Swap(old, new, "Slut hos tillverkaren", by), actor=omar, at=MOMENT)
    assert (old.state, new.state, old.successor_id) == ("withdrawn", "published", new.id)
    assert actions.revert_due(session, at=MOMENT + dt.timedelta(days=10)) == 0
    assert actions.revert_due(session, at=MOMENT + dt.timedelta(days=11)) == 1
    assert (old.state, new.state, old.successor_id, row.state) == ("published", "withdrawn", None, "reverted")
    assert actions.revert_due(session, at=MOMENT + dt.timedelta(days=12)) == 0
    with pytest.raises(Refused, match="swap_ended"):
        actions.ratify(session, row, decision(session, MOMENT), actor=omar, at=MOMENT)


def test_a_ratified_swap_stays(session: Session, people: People) -> None:
    old, new = item(session, SCREEN), draft(session, SCREEN, "skarm-akut")
    by, omar = today_of(MOMENT) + dt.timedelta(days=10), Actor(people["omar"].id, "Omar Haddad")
    row = actions.swap(session, actions.Swap(old, new, "Slut", by), actor=omar, at=MOMENT)
    made = decision(session, MOMENT, title="Bytet gäller")
    actions.ratify(session, row, made, actor=omar, at=MOMENT)
    assert actions.revert_due(session, at=MOMENT + dt.timedelta(days=30)) == 0
    assert (new.state, new.decision_id, new.swap_id, new.decision) == ("published", made.id, None, "Bytet gäller")
    assert session.scalars(sa.select(EmergencySwap.state)).one() == "ratified"


def test_only_like_replaces_like(session: Session, people: People) -> None:
    wish = actions.Swap(item(session, SCREEN), draft(session, LAPTOP, "ny"), "Slut", today_of(MOMENT))
    with pytest.raises(Refused, match="other_kind"):
        actions.swap(session, wish, actor=OMAR, at=MOMENT)


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["publish", "withdraw", "price", "facts", "wait"]),
        st.sampled_from(SLUGS),
        st.integers(0, 6),
        st.integers(100, 500_000),
    ),
    max_size=14,
)


def standing(session: Session) -> dict[str, tuple[str, int, str]]:
    """What can be noticed of the items that ever came into the range."""
    rows = session.scalars(sa.select(Item).where(Item.slug.in_(SLUGS))).all()
    return {row.slug: (row.state, row.price, row.summary) for row in rows if row.state != "draft"}


@given(operations=OPERATIONS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_range_as_of_a_day_is_the_replay_of_what_was_decided_up_to_it(
    session: Session, operations: list[tuple[str, str, int, int]]
) -> None:
    session.rollback()
    for slug in SLUGS:
        draft(session, SCREEN, slug)
    names = {item(session, slug).id: slug for slug in SLUGS}
    at, seen = MOMENT, {}
    for verb, slug, days, price in operations:
        row = item(session, slug)
        if verb in ("publish", "withdraw"):
            state = "published" if verb == "publish" else "withdrawn"
            made = decision(session, at, days=days)
            actions.decide(session, made, row, state, content={"price": price}, actor=OMAR, at=at)
        elif verb in ("price", "facts") and row.state != "draft":
            values = {"price": price} if verb == "price" else {"summary": f"text {price}"}
            actions.correct(session, row, values, actor=OMAR, at=at)
        seen[today_of(at)] = standing(session)
        if verb == "wait":
            at += dt.timedelta(days=days)
            actions.apply_due(session, at=at)
            seen[today_of(at)] = standing(session)
    for day, expected in seen.items():
        replayed = {names[key]: row for key, row in range_as_of(session, day).items() if key in names}
        told = {
            slug: (row.state, row.content["price"], row.content["summary"])
            for slug, row in replayed.items()
            if row.state != "draft"
        }
        assert told == expected
    session.rollback()


def test_everything_of_an_item_is_kept_from_its_first_day(session: Session) -> None:
    today = range_as_of(session, today_of(MOMENT))
    for row in session.scalars(sa.select(Item)):
        assert dict(today[row.id].content) == content_of(row), row.slug
