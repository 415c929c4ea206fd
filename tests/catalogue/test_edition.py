"""Editions: complete, cited, and strict about what they do not know."""

from __future__ import annotations

import copy
import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from catalogue import edition
from catalogue.describe import describe
from catalogue.edition import EditionError, load, organisations, read
from catalogue.terms import Channel

FILE = Path(edition.__file__).parent / "editions" / "2026.toml"
DATA = tomllib.loads(FILE.read_text(encoding="utf-8"))


def broken(path: tuple[str, ...], value: object) -> dict[str, Any]:
    """The edition's data with one value changed, or taken out for None."""
    data = copy.deepcopy(DATA)
    row = data
    for key in path[:-1]:
        row = row[key]
    if value is None:
        del row[path[-1]]
    else:
        row[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("kind", "staff_pc", "payer"), "nobody", "kind.staff_pc"),
        (("kind", "staff_pc", "payer"), None, "kind.staff_pc"),
        (("kind", "staff_pc", "colour"), "red", "colour"),
        (("kind", "staff_pc", "orderers"), ["king"], "kind.staff_pc"),
        (("kind", "staff_pc", "orderers"), [], "nobody may order"),
        (("kind", "staff_pc", "sources"), [[1, 9999]], "lines outside"),
        (("kind", "staff_pc", "sources"), [], "no source lines"),
        (("kind", "staff_pc", "group"), "toys", "unknown group"),
        (("kind", "staff_pc", "contradictions"), ["C99"], "contradiction"),
        (("kind", "headset", "name"), None, "name is missing"),
        (("setting", "approval_limit", "default"), None, "setting.approval_limit"),
        (("surprise",), 1, "surprise"),
        (("kind", "staff_pc", "approval_unless"), ["king"], "kind.staff_pc"),
        (("kind",), None, "2026.toml: kind is missing"),
        (("name",), None, "name is missing"),
        (("setting",), None, "setting is missing"),
        (("kind",), 3, "2026.toml"),
        (("kind", "headset"), 3, "kind.headset"),
        (("setting", "approval_limit", "sources"), 3, "setting.approval_limit"),
        (("kind", "staff_pc", "channels"), [], "kind.staff_pc: no way"),
        (("kind", "staff_pc", "note"), "", "kind.staff_pc: a proposal without a note"),
    ],
)
def test_what_is_wrong_in_an_edition_is_named(path: tuple[str, ...], value: object, named: str) -> None:
    with pytest.raises(EditionError, match=named):
        read(broken(path, value), "2026.toml")


@pytest.mark.parametrize(
    ("kind", "name", "value", "fault"),
    [
        ("av_partner", "depreciation_months", "48", "depreciation_months"),
        ("staff_pc", "planned_months", True, "planned_months"),
        ("staff_pc", "planned_months", 0, "planned_months"),
        ("av_partner", "payer", "shared", "AV is never"),
        ("av_own_procurement", "payer", "invest", "AV is never"),
        ("staff_pc", "payer", "direct", "a computer"),
        ("pupil_computer", "payer", "shared", "a computer"),
        ("access_point", "payer", "direct", "active network"),
        ("switch", "payer", "unit", "active network"),
        ("av_partner", "approvals", [], "nobody approves"),
        ("staff_pc", "approvals", [], "nobody approves"),
        ("m365_elevated", "approvals", ["it"], "the source demands"),
        ("out_of_process", "approvals", ["manager"], "the source demands"),
        ("pilot", "approvals", ["head_of_it"], "the source demands"),
        ("staff_pc", "approval_above_limit", True, "only screens"),
        (
            "special_equipment",
            "consultations",
            [{"topic": "infrastructure", "queue": "it_infrastructure", "blocking": False}],
            "always needs a yes",
        ),
    ],
)
def test_an_edition_that_breaks_the_agreement_is_refused(kind: str, name: str, value: object, fault: str) -> None:
    with pytest.raises(EditionError, match=rf"kind\.{kind}: .*{fault}"):
        read(broken(("kind", kind, name), value), "2026.toml")


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"kind": "staff_pc", "setting": "staff_tablet_payer"}, "kind.staff_pc: a computer"),
        ({"kind": "av_partner", "payer": "shared"}, "kind.av_partner: AV"),
        ({"kind": "access_point", "payer": "unit"}, "kind.access_point: active"),
        ({"kind": "toy", "payer": "unit"}, "override toy: unknown"),
        ({"kind": "screen", "setting": "nothing"}, "override screen: unknown"),
        ({"kind": "screen"}, "override screen: needs"),
        ({"kind": "screen", "payer": "unit", "setting": "staff_tablet_payer"}, "override screen: needs"),
        ({"kind": "screen", "payer": "unit", "valid_to": "2026"}, "override screen: its dates"),
        ({"kind": "screen", "payer": "nobody"}, "override"),
        ({"kind": "screen", "payer": "unit", "segments": ["cats"]}, "override"),
        (
            {"kind": "screen", "payer": "unit", "valid_from": dt.date(2027, 1, 1), "valid_to": dt.date(2026, 1, 1)},
            "override screen: its dates",
        ),
    ],
)
def test_an_override_that_breaks_the_agreement_is_refused(more: dict[str, object], fault: str) -> None:
    rows = [*DATA["override"], {"sources": [[1, 2]], **more}]
    with pytest.raises(EditionError, match=fault):
        read(broken(("override",), rows), "2026.toml")


@pytest.mark.parametrize("kind", sorted(kind.key for kind in load().kinds.values() if not kind.confirmed))
def test_what_is_our_proposal_says_so_where_the_rule_is_shown(kind: str) -> None:
    ruled = load()
    assert "förslag" in describe(ruled.kinds[kind], ruled).note


@pytest.mark.parametrize("name", ["1999", "../2026", ""])
def test_there_is_no_other_edition(name: str) -> None:
    with pytest.raises(EditionError):
        load(name)


def test_all_contradictions_are_listed_with_lines() -> None:
    found = load().contradictions
    assert [row.number for row in found] == list(range(1, 26))
    assert all(row.sources and row.question.endswith("?") and row.resolution.endswith(".") for row in found)


@pytest.mark.rule("R-009")
@pytest.mark.rule("R-001")
def test_twelve_organisations_of_which_four_are_members() -> None:
    found = organisations()
    assert len(found) == 12
    assert sum(row.kind == "municipality" for row in found) == 4
    assert sum(row.kind == "company" for row in found) == 7
    assert {row.payer for row in found} == {"askersund", "hallsberg", "laxa", "lekeberg", "sydnarkes-kommunalforbund"}
    assert {row.key: row.inhabitants["2023"] for row in found if row.inhabitants} == {
        "askersund": 11478, "hallsberg": 16232, "laxa": 5497, "lekeberg": 8606,
    }  # fmt: skip


def test_a_setting_takes_an_organisations_own_value_only_where_it_may_and_of_the_right_type() -> None:
    ruled = load()
    assert ruled.setting("approval_limit") == 500000
    assert ruled.setting("approval_limit", {"approval_limit": 100}) == 100
    assert ruled.setting("approval_limit", {"approval_limit": "100"}) == 500000
    assert ruled.setting("approval_limit", {"approval_limit": True}) == 500000
    assert ruled.setting("approval_limit", {"approval_limit": 0}) == 0
    assert ruled.setting("approval_limit", {"approval_limit": -1}) == 500000
    assert ruled.setting("reminder_days", {"reminder_days": -3}) == 3
    assert ruled.setting("undo_minutes", {"undo_minutes": 99}) == 10


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("kind", sorted(load().kinds))
def test_every_kind_is_described_under_every_heading_that_matters(kind: str, language: str) -> None:
    ruled = load()
    told = describe(ruled.kinds[kind], ruled, language)
    headings = [part.heading for part in told.parts]
    assert len(headings) == len(set(headings)) >= 4
    assert all(sentence.endswith(".") for part in told.parts for sentence in part.sentences)
    assert told.lines


@pytest.mark.rule("R-040")
@pytest.mark.rule("R-041")
def test_printers_are_bought_outside_the_shop_and_it_is_told() -> None:
    printer = load().kinds["printer"]
    assert printer.channels == (Channel.EXTERNAL,)
    assert "it_infrastructure" in printer.informs


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sv", "När någon av de här beställer behövs inget godkännande: chef."),
        ("en", "No approval is needed when one of these orders: manager."),
    ],
)
def test_who_needs_no_approval_is_described(language: str, said: str) -> None:
    ruled = load()
    told = describe(ruled.kinds["non_standard_software"], ruled, language)
    assert said in next(
        part.sentences for part in told.parts if part.heading == ruled.say("heading.approvals", language)
    )
    assert said not in str(describe(ruled.kinds["playipp"], ruled, language))


def test_both_languages_say_the_same_things() -> None:
    texts = load().texts
    assert texts["sv"].keys() == texts["en"].keys()
