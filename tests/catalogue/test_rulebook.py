"""The rulebook over its whole matrix: kinds, segments, organisations, roles and amounts."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.edition import organisations
from catalogue.rows import LAST_LINE
from catalogue.rulebook import Verdict, Wish, explain, judge
from catalogue.terms import Asked, Channel, Payer, Queue, ReturnRoute, Role, Segment, Topic, WarrantyRoute
from tests.catalogue.wishes import EDITION, KINDS, MANAGER, TODAY, wish

COMPUTERS = ("staff_pc", "staff_mac", "shared_pc", "pupil_computer")
AV = ("av_partner", "av_subcontractor", "av_own_procurement", "av_support_agreement", "av_installation")
WISHES = st.builds(
    Wish,
    kind=st.sampled_from(KINDS) | st.text(max_size=20),
    on=st.dates(dt.date(2026, 1, 1), dt.date(2036, 1, 1)),
    segment=st.sampled_from([*Segment, "nonsense"]),
    organisation=st.sampled_from([row.key for row in organisations()]) | st.text(max_size=8),
    roles=st.frozensets(st.sampled_from([*Role, "nobody"]), max_size=4),
    quantity=st.integers(-5, 2000),
    unit_price=st.integers(-100, 10**9),
    price_period=st.sampled_from(["once", "month", "year"]),
    vat_rate=st.sampled_from([0, 600, 1200, 2500, -1]),
    answers=st.dictionaries(st.sampled_from([*Topic, "other"]), st.booleans()),
    accumulated=st.integers(-10, 10**9),
    organisation_settings=st.dictionaries(
        st.sampled_from([*EDITION.settings, "unknown"]), st.integers() | st.text(max_size=6) | st.booleans() | st.none()
    ),
)


@given(WISHES)
def test_any_wish_gets_a_verdict_that_explains_itself_and_keeps(asked: Wish) -> None:
    verdict = judge(asked, EDITION)
    assert verdict == judge(asked, EDITION)
    assert Verdict.from_dict(json.loads(json.dumps(verdict.to_dict()))) == verdict
    for language in ("sv", "en"):
        sentences = explain(verdict, EDITION, language)
        assert sentences
        assert all(text.text.endswith(".") and "{" not in text.text for text in sentences)
    assert all(1 <= first <= last <= LAST_LINE for reason in verdict.reasons for first, last in reason.lines)
    assert verdict.unit_cost >= 0
    assert verdict.vat >= 0
    assert verdict.allowed == (verdict.refusal is None)


@given(WISHES)
def test_approval_where_it_is_required_always_has_somebody_to_ask(asked: Wish) -> None:
    verdict = judge(asked, EDITION)
    kind = EDITION.kinds.get(asked.kind)
    if kind is None:
        assert not verdict.allowed
        return
    together = asked.unit_price * asked.quantity + max(asked.accumulated, 0)
    if kind.approval_above_limit:
        limit = int(EDITION.setting("approval_limit", asked.organisation_settings))
        first = (Asked.MANAGER,) if together > limit else ()
    else:
        needless = kind.key == "non_standard_software" and Role.MANAGER in asked.roles
        first = () if needless else kind.approvals
    large = int(EDITION.setting("next_manager_limit", asked.organisation_settings))
    besides = [Asked.NEXT_MANAGER] if large and together > large and Asked.MANAGER in first else []
    assert set(verdict.approvals) == {*first, *besides}
    assert [step for step in verdict.approvals if step != Asked.NEXT_MANAGER] == list(first)
    assert not besides or verdict.approvals.index(Asked.MANAGER) < verdict.approvals.index(Asked.NEXT_MANAGER)


def test_what_was_ordered_before_counts_toward_the_next_chefs_limit_too() -> None:
    limits = {"next_manager_limit": 1}
    alone = judge(Wish(kind="av_installation", on=TODAY, roles=MANAGER, organisation_settings=limits), EDITION)
    together = judge(
        Wish(kind="av_installation", on=TODAY, roles=MANAGER, accumulated=2, organisation_settings=limits), EDITION
    )
    assert (alone.approvals, together.approvals) == ((Asked.MANAGER,), (Asked.MANAGER, Asked.NEXT_MANAGER))


@given(WISHES)
def test_nobody_pays_whom_the_source_forbids(asked: Wish) -> None:
    verdict = judge(asked, EDITION)
    if asked.kind in AV:
        assert verdict.payer in (Payer.DIRECT, Payer.UNIT)
    if asked.kind in (*COMPUTERS, "pupil_tablet", "access_point"):  # every day of a wish is from 2026 on
        assert verdict.payer is Payer.INVEST
    if asked.kind in (
        "mobile_phone",
        "screen",
        "keyboard",
        "mouse",
        "headset",
        "usb_stick",
        "accessory",
        "special_equipment",
    ):
        assert verdict.payer is Payer.DIRECT
    if asked.kind == "staff_tablet":
        assert verdict.payer in (Payer.DIRECT, Payer.INVEST)
    if verdict.payer in (Payer.SHARED, Payer.INVEST, Payer.MUNI):
        assert verdict.unit_cost == verdict.vat == 0
    else:
        assert verdict.unit_cost == verdict.value
    assert verdict.needs_invoice_reference == (verdict.payer in (Payer.DIRECT, Payer.UNIT))


@given(WISHES)
def test_only_what_is_no_rule_of_the_source_lacks_lines(asked: Wish) -> None:
    without = {reason.key for reason in judge(asked, EDITION).reasons if not reason.lines}
    assert without <= {"refusal.unknown", "refusal.quantity", "refusal.price"}


@pytest.mark.parametrize(
    ("key", "kind", "more"),
    [
        ("refusal.unknown", "toy", {}),
        ("refusal.quantity", "headset", {"quantity": 0}),
        ("refusal.price", "headset", {"unit_price": -1}),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_by_us_and_not_by_the_source(
    key: str, kind: str, more: dict[str, int]
) -> None:
    verdict = wish(kind, **more)
    assert verdict.refusal == key
    assert verdict.reasons[0].lines == ()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_cites_its_lines(kind: str) -> None:
    assert EDITION.kinds[kind].sources
    assert all(first <= last for first, last in EDITION.kinds[kind].sources)


def test_all_kinds_of_the_routing_table_are_there() -> None:
    assert len(KINDS) == 51
    assert sum(Channel.SHOP in EDITION.kinds[kind].channels for kind in KINDS) == 23


@pytest.mark.rule("R-046")
@pytest.mark.rule("R-132")
@pytest.mark.parametrize("kind", [*COMPUTERS, "pupil_tablet"])
def test_computers_and_pupil_devices_are_investments_with_a_budget_check(kind: str) -> None:
    verdict = wish(kind, unit_price=984000)
    assert (verdict.payer, verdict.unit_cost, verdict.value) == (Payer.INVEST, 0, 984000)
    assert verdict.budget_check


@pytest.mark.rule("R-049")
@pytest.mark.rule("R-166")
@pytest.mark.parametrize("kind", ["mobile_phone", "special_equipment", "headset"])
def test_phones_and_other_equipment_are_invoiced_to_the_unit(kind: str) -> None:
    verdict = wish(kind, unit_price=329000, quantity=2)
    assert (verdict.payer, verdict.unit_cost, verdict.vat) == (Payer.DIRECT, 658000, 164500)


@pytest.mark.rule("R-169")
@pytest.mark.parametrize(
    ("setting", "payer"),
    [({}, "direct"), ({"staff_tablet_payer": "invest"}, "invest"), ({"staff_tablet_payer": "shared"}, "direct")],
)
def test_staff_tablets_follow_the_organisations_setting(setting: dict[str, str], payer: str) -> None:
    assert wish("staff_tablet", unit_price=1, organisation_settings=setting).payer == payer


@pytest.mark.rule("R-169")
@pytest.mark.parametrize("setting", ["direct", "invest"])
@pytest.mark.parametrize("segment", ["pupil", "staff", "school_staff", "shared", "nonsense"])
def test_a_tablet_for_pupils_is_an_investment_whatever_the_setting(segment: str, setting: str) -> None:
    verdict = wish("staff_tablet", segment=segment, organisation_settings={"staff_tablet_payer": setting})
    assert verdict.payer == ("invest" if segment == "pupil" else setting)


@pytest.mark.rule("R-135")
@pytest.mark.parametrize(
    ("on", "payer"),
    [(dt.date(2025, 12, 31), Payer.SHARED), (dt.date(2026, 1, 1), Payer.INVEST), (TODAY, Payer.INVEST)],
)
def test_an_access_point_is_an_individual_investment_from_2026(on: dt.date, payer: Payer) -> None:
    verdict = judge(Wish(kind="access_point", on=on, roles=MANAGER, unit_price=600000), EDITION)
    assert (verdict.payer, verdict.budget_check) == (payer, payer is Payer.INVEST)
    assert (verdict.unit_cost, verdict.value) == (0, 600000)


@pytest.mark.rule("R-181")
@pytest.mark.parametrize(
    ("price", "quantity", "accumulated", "asked"),
    [(500000, 1, 0, 0), (500001, 1, 0, 1), (250000, 2, 0, 0), (250000, 2, 1, 1), (1, 1, 500000, 1), (1, 1, -9, 0)],
)
def test_the_limit_looks_at_everything_ordered_together(
    price: int, quantity: int, accumulated: int, asked: int
) -> None:
    verdict = wish("headset", unit_price=price, quantity=quantity, accumulated=accumulated)
    assert len(verdict.approvals) == asked


@pytest.mark.rule("R-058")
@pytest.mark.rule("R-059")
@pytest.mark.rule("R-060")
def test_av_asks_its_questions_and_a_yes_becomes_a_consultation() -> None:
    open_ones = wish("av_partner", unit_price=1).open_questions
    assert set(open_ones) == {Topic.WIFI, Topic.LICENCE, Topic.APP_DISTRIBUTION, Topic.INFRASTRUCTURE, Topic.MOUNTING}
    answers = {topic.value: topic in (Topic.WIFI, Topic.LICENCE) for topic in open_ones}
    asked = wish("av_partner", unit_price=1, answers=answers)
    assert [(c.topic, c.queue, c.blocking) for c in asked.consultations] == [
        (Topic.WIFI, Queue.IT_INFRASTRUCTURE, True),
        (Topic.LICENCE, Queue.IT_WORKPLACE, False),
    ]
    assert not asked.open_questions


@pytest.mark.rule("R-077")
@pytest.mark.rule("R-205")
def test_base_licences_and_roomdisplay_cost_the_unit_nothing_playipp_does() -> None:
    assert EDITION.kinds["m365_base"].payer is Payer.SHARED
    assert wish("roomdisplay", MANAGER, unit_price=9900).unit_cost == 0
    playipp = wish("playipp", MANAGER, unit_price=9900)
    assert (playipp.unit_cost, playipp.needs_invoice_reference) == (9900, True)


@pytest.mark.rule("R-062")
@pytest.mark.rule("R-063")
@pytest.mark.rule("R-064")
@pytest.mark.parametrize(
    ("kind", "route"),
    [
        ("staff_pc", WarrantyRoute.IT),
        ("staff_mac", WarrantyRoute.IT),
        ("pupil_computer", WarrantyRoute.MUNICIPALITY),
        ("pupil_tablet", WarrantyRoute.MUNICIPALITY),
        ("headset", WarrantyRoute.SUPPLIER),
        ("mobile_phone", WarrantyRoute.UNIT),
        ("staff_tablet", WarrantyRoute.UNIT),
    ],
)
def test_warranty_goes_its_own_way(kind: str, route: WarrantyRoute) -> None:
    assert wish(kind).warranty is route


@pytest.mark.rule("R-064")
@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_only_what_is_bought_in_the_shop_is_claimed_from_its_order_history(kind: str, language: str) -> None:
    row = EDITION.kinds[kind]
    told = [s.text for s in explain(wish(kind), EDITION, language) if s.key.startswith("warranty.")]
    assert len(told) == (row.warranty is not WarrantyRoute.NONE)
    history = any("orderhistorik" in text or "order history" in text for text in told)
    assert history == (row.in_shop and row.warranty in (WarrantyRoute.SUPPLIER, WarrantyRoute.UNIT))


@pytest.mark.rule("R-044")
@pytest.mark.rule("R-045")
@pytest.mark.parametrize(
    ("kind", "route"),
    [
        ("staff_pc", ReturnRoute.IT),
        ("mobile_phone", ReturnRoute.IT),
        ("screen", ReturnRoute.OWN),
        ("headset", ReturnRoute.OWN),
    ],
)
def test_only_computers_phones_and_tablets_come_back_to_it(kind: str, route: ReturnRoute) -> None:
    assert wish(kind).returns is route


@pytest.mark.rule("R-135")
@pytest.mark.rule("R-048")
@pytest.mark.rule("R-161")
@pytest.mark.rule("R-163")
@pytest.mark.parametrize(
    ("kind", "depreciation", "planned", "renewal"),
    [
        ("staff_pc", 48, 48, True),
        ("staff_mac", 48, 72, True),
        ("pupil_computer", 48, 48, True),
        ("pupil_tablet", 36, 72, False),
        ("staff_tablet", 36, 72, False),
        ("access_point", 60, 60, False),
        ("mobile_phone", None, None, False),
    ],
)
def test_lives_are_as_the_source_says(kind: str, depreciation: int | None, planned: int | None, renewal: bool) -> None:
    verdict = wish(kind)
    assert (verdict.depreciation_months, verdict.planned_months, verdict.auto_renewal) == (
        depreciation,
        planned,
        renewal,
    )


@pytest.mark.rule("R-164")
@pytest.mark.rule("R-211")
@pytest.mark.parametrize("kind", ["staff_pc", "mobile_phone", "staff_tablet", "pupil_tablet"])
def test_clients_are_installed_and_verified_and_mobile_ones_enrolled(kind: str) -> None:
    checklist = wish(kind).checklist
    assert "verified" in checklist
    assert ("enrolled" in checklist) == (kind != "staff_pc")


@pytest.mark.rule("R-079")
@pytest.mark.rule("R-080")
@pytest.mark.parametrize("kind", ["m365_elevated", "m365_addon"])
def test_larger_licences_need_the_chef_and_cost_the_unit(kind: str) -> None:
    verdict = wish(kind, unit_price=10500, price_period="month")
    assert verdict.approvals == (Asked.MANAGER,)
    assert (verdict.payer, verdict.unit_cost) == (Payer.UNIT, 10500)


@pytest.mark.rule("R-034")
def test_outside_the_process_both_chef_and_it_must_say_yes() -> None:
    assert EDITION.kinds["out_of_process"].approvals == (Asked.MANAGER, Asked.IT)


@pytest.mark.rule("R-027")
def test_a_pilot_always_passes_the_chief_executives() -> None:
    assert EDITION.kinds["pilot"].approvals == (Asked.KCKD,)
    assert EDITION.kinds["development_case"].approvals == (Asked.HEAD_OF_IT,)
