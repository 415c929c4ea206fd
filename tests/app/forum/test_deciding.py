"""From suggestion to decision: what each step demands, who may take it, and the range that follows."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment import actions as assortment
from app.assortment.models import RangeDecision
from app.assortment.queries.history import changes_of_decision
from app.forum.actions import meetings, outcomes, proposing
from app.forum.actions.outcomes import Answer, Verdict
from app.forum.actions.proposing import Recommended
from app.forum.models import Alternative, Outcome, Proposal, ProposalState, Seat
from app.refusal import Changed, Forbidden, Refused
from app.words.formats import today_of
from catalogue.forum import Stance
from tests.app.assortment.making import item
from tests.app.forum.making import MEMBERS, SCREEN, Stage
from tests.databases import MOMENT
from tests.people import People

S = ProposalState


@pytest.fixture
def stage(session: Session, people: People) -> Stage:
    return Stage(session, people)


def test_anybody_may_suggest_and_gets_a_number(stage: Stage) -> None:
    first = stage.suggested()
    second = proposing.suggest(
        stage.session, proposing.Suggestion(kind="add", title="Mus", need="Ont"), me=stage.me("olle"), at=MOMENT
    )
    assert (first.number, second.number) == ("F2026-001", "F2026-002")
    assert (first.state, first.source, second.organisation_id) == ("suggested", "suggestion", second.organisation_id)


@pytest.mark.rule("R-011")
def test_nothing_reaches_the_forum_without_its_recommendation(stage: Stage) -> None:
    proposal, meeting = stage.suggested(), stage.meeting()
    with pytest.raises(Refused, match="not_recommended"):
        meetings.add_proposal(stage.session, meeting, proposal, me=stage.me("lena"), at=MOMENT)
    empty = Recommended(background="", recommendation="Ja")
    with pytest.raises(Refused, match="background"):
        proposing.recommend(stage.session, proposal, empty, actor=stage.me("omar").actor, at=MOMENT)
    with pytest.raises(sa.exc.IntegrityError, match="recommended_first"):
        stage.session.execute(sa.update(Proposal).values(state="on_agenda"))
    stage.session.rollback()


@pytest.mark.rule("R-039")
def test_passing_over_what_lives_longer_needs_a_motivation(stage: Stage) -> None:
    proposal = stage.suggested()

    def compared(motivation: str) -> Recommended:
        short = Alternative(name="A", price=100, technical_lifetime_months=48, chosen=True)
        long = Alternative(name="B", price=200, technical_lifetime_months=84)
        return Recommended(background="b", recommendation="r", motivation=motivation, alternatives=(short, long))

    with pytest.raises(Refused, match="motivation"):
        proposing.recommend(stage.session, proposal, compared(""), actor=stage.me("omar").actor, at=MOMENT)
    proposing.recommend(stage.session, proposal, compared("Halva priset"), actor=stage.me("omar").actor, at=MOMENT)
    assert proposal.state == S.RECOMMENDED


@pytest.mark.rule("R-216")
def test_the_municipalities_are_asked_before_a_decision(stage: Stage) -> None:
    proposal, meeting = stage.recommended(), stage.meeting(days=20)
    with pytest.raises(Refused, match="not_consulted"):
        meetings.add_proposal(stage.session, meeting, proposal, me=stage.me("lena"), at=MOMENT)
    proposing.consult(stage.session, proposal, actor=stage.me("omar").actor, at=MOMENT)
    assert proposal.consult_until == dt.date(2026, 12, 7)
    with pytest.raises(Refused, match="consultation_open"):
        meetings.add_proposal(stage.session, meeting, proposal, me=stage.me("lena"), at=MOMENT)
    stage.at = MOMENT + dt.timedelta(days=15)
    meetings.add_proposal(stage.session, meeting, proposal, me=stage.me("lena"), at=stage.at)
    assert proposal.state == S.ON_AGENDA


def test_a_municipality_answers_once_and_by_its_member(stage: Stage) -> None:
    proposal = stage.recommended()
    proposing.consult(stage.session, proposal, actor=stage.me("omar").actor, at=MOMENT)
    with pytest.raises(Forbidden):
        proposing.comment(stage.session, proposal, "Nej", consulted=True, me=stage.me("karin"), at=MOMENT)
    proposing.comment(stage.session, proposal, "Ja", consulted=True, me=stage.me("eva"), at=MOMENT)
    with pytest.raises(Refused, match="answered"):
        proposing.comment(stage.session, proposal, "Nej", consulted=True, me=stage.me("eva"), at=MOMENT)
    proposing.comment(stage.session, proposal, "Jag tycker också", me=stage.me("karin"), at=MOMENT)


@pytest.mark.rule("R-012")
def test_a_school_device_needs_the_schools(stage: Stage) -> None:
    proposal, meeting = stage.consulted(school=True), stage.meeting()
    with pytest.raises(Refused, match="school_missing"):
        meetings.add_proposal(stage.session, meeting, proposal, me=stage.me("lena"), at=MOMENT)
    with pytest.raises(Forbidden):
        proposing.sign_off(stage.session, proposal, "Bra", me=stage.me("karin"), at=MOMENT)
    representative = stage.me("simon")
    object.__setattr__(representative, "roles", representative.roles | {"school_representative"})
    proposing.sign_off(stage.session, proposal, "Bra", me=representative, at=MOMENT)
    meetings.add_proposal(stage.session, meeting, proposal, me=stage.me("lena"), at=MOMENT)


@pytest.mark.rule("R-027")
def test_a_pilot_passes_the_chief_executives(stage: Stage) -> None:
    proposal, meeting = stage.consulted(pilot=True), stage.meeting()
    with pytest.raises(Refused, match="pilot_missing"):
        meetings.add_proposal(stage.session, meeting, proposal, me=stage.me("lena"), at=MOMENT)
    proposing.consent(
        stage.session, proposal, decided_on=today_of(MOMENT), reference="KC/KD § 4", me=stage.me("lena"), at=MOMENT,
    )  # fmt: skip
    meetings.add_proposal(stage.session, meeting, proposal, me=stage.me("lena"), at=MOMENT)


@pytest.mark.rule("R-190")
def test_only_the_chair_or_the_deputy_opens_and_closes(stage: Stage) -> None:
    meeting = stage.meeting()
    for key in ("eva", "omar", "alva", "karin"):
        with pytest.raises(Forbidden):
            meetings.open_meeting(stage.session, meeting, me=stage.me(key), at=MOMENT)
    deputy = Seat(
        body_key="dialog_forum", person_id=stage.people["eva"].id, organisation_id=stage.me("eva").organisation_id,
        seat="deputy", valid_from=today_of(MOMENT), valid_to=today_of(MOMENT),
    )  # fmt: skip
    stage.session.add(deputy)
    stage.session.flush()
    meetings.open_meeting(stage.session, meeting, me=stage.me("eva"), at=MOMENT)
    with pytest.raises(Refused, match="notes_link"):
        meetings.close(stage.session, meeting, " ", me=stage.me("lena"), at=MOMENT)
    tomorrow = MOMENT + dt.timedelta(days=1)
    with pytest.raises(Forbidden):
        meetings.close(stage.session, meeting, "Filytan", me=stage.me("eva"), at=tomorrow)
    meetings.close(stage.session, meeting, "Filytan/2026-11", me=stage.me("lena"), at=MOMENT)
    with pytest.raises(Changed):
        meetings.close(stage.session, meeting, "Filytan", me=stage.me("lena"), at=MOMENT)


@pytest.mark.rule("R-191")
def test_every_member_may_put_a_point_on_the_agenda(stage: Stage) -> None:
    meeting = stage.meeting(days=3)
    for key in MEMBERS:
        meetings.add_discussion(stage.session, meeting, f"Fråga från {key}", me=stage.me(key), at=MOMENT)
    with pytest.raises(Forbidden):
        meetings.add_discussion(stage.session, meeting, "Min fråga", me=stage.me("karin"), at=MOMENT)


@pytest.mark.rule("R-014")
def test_everybodys_yes_becomes_a_decision_and_the_range_follows_on_its_day(stage: Stage) -> None:
    proposal = stage.accepted(days=7)
    decision = stage.session.get_one(RangeDecision, proposal.decision_id)
    assert (decision.proposal, decision.reason) == (proposal.number, "Alla är eniga")
    outcomes.publish(stage.session, proposal, actor=stage.me("omar").actor, at=MOMENT)
    old, new = item(stage.session, SCREEN), item(stage.session, "skarm-ny")
    assert (old.state, new.state, proposal.state) == ("published", "draft", "published")
    assortment.apply_due(stage.session, at=MOMENT + dt.timedelta(days=7))
    assert (old.state, new.state, old.successor_id) == ("withdrawn", "published", new.id)
    assert {change.slug for change in changes_of_decision(stage.session, decision.id)} == {SCREEN, "skarm-ny"}


def test_a_reservation_stops_consensus(stage: Stage) -> None:
    meeting, point, proposal = stage.on_agenda()
    with pytest.raises(Refused, match="reserve_why"):
        meetings.take_position(stage.session, meeting, point, Stance.RESERVE, me=stage.me("eva"), at=MOMENT)
    stage.all_say(meeting, point, eva=Stance.RESERVE)
    with pytest.raises(Refused, match="reserved"):
        outcomes.record(stage.session, meeting, point, Verdict(outcome="accepted"), me=stage.me("lena"), at=MOMENT)
    outcomes.record(stage.session, meeting, point, Verdict(outcome="postponed"), me=stage.me("lena"), at=MOMENT)
    assert proposal.state == S.POSTPONED
    meetings.close(stage.session, meeting, "Filytan", me=stage.me("lena"), at=MOMENT)
    again = stage.meeting(days=30)
    meetings.add_proposal(stage.session, again, proposal, me=stage.me("lena"), at=MOMENT)


def test_a_catalogue_editor_decides_nothing(stage: Stage) -> None:
    meeting, point, _ = stage.on_agenda()
    stage.all_say(meeting, point)
    editor = stage.me("omar")
    object.__setattr__(editor, "roles", editor.roles | {"forum_chair"})
    with pytest.raises(Forbidden):
        outcomes.record(stage.session, meeting, point, Verdict(outcome="accepted"), me=editor, at=MOMENT)
    with pytest.raises(Forbidden):
        meetings.take_position(stage.session, meeting, point, Stance.APPROVE, me=stage.me("omar"), at=MOMENT)


def test_an_outcome_is_recorded_once(stage: Stage) -> None:
    meeting, point, _ = stage.on_agenda()
    stage.all_say(meeting, point)
    outcomes.record(stage.session, meeting, point, Verdict(outcome="rejected"), me=stage.me("lena"), at=MOMENT)
    with pytest.raises(Changed):
        outcomes.record(stage.session, meeting, point, Verdict(outcome="accepted"), me=stage.me("lena"), at=MOMENT)
    with pytest.raises(Changed):
        meetings.take_position(stage.session, meeting, point, Stance.RESERVE, reason="x", me=stage.me("eva"), at=MOMENT)
    assert stage.session.scalars(sa.select(Outcome.outcome)).all() == ["rejected"]


@pytest.mark.rule("R-188")
@pytest.mark.rule("R-189")
def test_what_is_forwarded_stays_undecided_until_it_is_answered(stage: Stage) -> None:
    meeting, point, proposal = stage.on_agenda()
    verdict = Verdict(outcome="forwarded_to_styrgrupp", text="Rör alla")
    assert outcomes.record(stage.session, meeting, point, verdict, me=stage.me("lena"), at=MOMENT) is None
    assert (proposal.state, proposal.decision_id) == (S.FORWARDED_TO_STYRGRUPP, None)
    outcomes.forward_to_committee(stage.session, proposal, me=stage.me("lena"), at=MOMENT)
    said = Answer(accepted=True, decided_on=today_of(MOMENT), reference="IT-nämnden § 12")
    outcomes.answer_forwarded(stage.session, proposal, said, me=stage.me("lena"), at=MOMENT)
    decision = stage.session.get_one(RangeDecision, proposal.decision_id)
    assert (proposal.state, decision.body, decision.meeting) == (S.ACCEPTED, "committee", "IT-nämnden § 12")


def test_the_minutes_are_adjusted_by_somebody_who_did_not_lead(stage: Stage) -> None:
    meeting = stage.meeting()
    meetings.open_meeting(stage.session, meeting, me=stage.me("lena"), at=MOMENT)
    meetings.close(stage.session, meeting, "Filytan", me=stage.me("lena"), at=MOMENT)
    with pytest.raises(Forbidden):
        meetings.adjust(stage.session, meeting, "m.pdf", "0" * 64, me=stage.me("lena"), at=MOMENT)
    meetings.adjust(stage.session, meeting, "m.pdf", "0" * 64, me=stage.me("jonas"), at=MOMENT)
    assert meeting.state == "adjusted"
    with pytest.raises(Changed):
        meetings.adjust(stage.session, meeting, "n.pdf", "1" * 64, me=stage.me("jonas"), at=MOMENT)


def test_two_who_write_notes_at_once_lose_nothing(stage: Stage) -> None:
    _, point, _ = stage.on_agenda()
    assert meetings.note(stage.session, point, "Först", version=0, at=MOMENT) == 1
    with pytest.raises(Changed, match="notes_changed"):
        meetings.note(stage.session, point, "Sedan", version=0, at=MOMENT)


def test_a_passed_proposal_is_told_of(stage: Stage) -> None:
    proposal = stage.recommended()
    with pytest.raises(Changed):
        proposing.answer(stage.session, proposal, "Nej tack", actor=stage.me("omar").actor, at=MOMENT)
    with pytest.raises(Forbidden):
        proposing.retract(stage.session, proposal, me=stage.me("eva"), at=MOMENT)
    proposing.retract(stage.session, proposal, me=stage.me("karin"), at=MOMENT)
