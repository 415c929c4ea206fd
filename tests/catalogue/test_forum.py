"""How the forum decides, and its bodies."""

from __future__ import annotations

import pytest

from catalogue.bodies import bodies
from catalogue.edition import load
from catalogue.forum import Manner, Stance, not_carried
from catalogue.terms import Role

FOUR = ("askersund", "hallsberg", "laxa", "lekeberg")
YES, AWAY, NO = Stance.APPROVE, Stance.ABSTAIN, Stance.RESERVE


@pytest.mark.parametrize(
    ("given", "consensus", "majority"),
    [
        ((YES, YES, YES, YES), "", ""),
        ((YES, YES, YES, AWAY), "", ""),
        ((YES, AWAY, AWAY, AWAY), "", "no_majority"),
        ((AWAY, AWAY, AWAY, AWAY), "nobody_approves", "no_majority"),
        ((YES, YES, YES, NO), "reserved", ""),
        ((YES, YES, NO, NO), "reserved", "no_majority"),
        ((YES, YES, YES), "positions_missing", ""),
        ((), "positions_missing", "no_majority"),
    ],
)
def test_a_yes_is_carried_by_the_municipalities(given: tuple[Stance, ...], consensus: str, majority: str) -> None:
    stances = dict(zip(FOUR, given, strict=False))
    assert not_carried(stances, FOUR, Manner.CONSENSUS) == consensus
    assert not_carried(stances, FOUR, Manner.MAJORITY) == majority


def test_nobody_else_has_a_vote() -> None:
    others = {"laxahem": YES, "lekebergsbostader": YES, "laxa": YES}
    assert not_carried(others, FOUR, Manner.MAJORITY) == "no_majority"


def test_consensus_is_the_rule_unless_the_agreement_says_otherwise() -> None:
    assert load().setting("forum_majority") is False


@pytest.mark.rule("R-185")
@pytest.mark.rule("R-194")
@pytest.mark.rule("R-196")
def test_the_bodies_have_their_conveners_and_meetings() -> None:
    found = {body.key: (body.convener_role, body.meetings_a_year) for body in bodies()}
    assert found == {
        "it_committee": ("", None),
        "kckd": ("", None),
        "steering_group": (Role.HEAD_OF_IT, 4),
        "dialog_forum": (Role.FORUM_CHAIR, None),
        "digitalisation_forum": ("", None),
        "security_group": (Role.INFOSEC_OFFICER, 4),
        "object_steering_group": (Role.OBJECT_LEAD, 2),
    }


@pytest.mark.rule("R-186")
def test_the_digitalisation_forum_is_being_established() -> None:
    assert [body.key for body in bodies() if body.state == "being_established"] == ["digitalisation_forum"]
