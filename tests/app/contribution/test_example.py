"""The worked example of the agreement from population and devices to the first invoice after the settlement."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.contribution import actions, queries
from app.contribution.actions import Result
from app.contribution.models import CapitalPart, CapitalRow, CapitalRun, SettlementPart
from app.invoicing.models import InvoiceLine, InvoicePaper, IssuedInvoice
from catalogue import lifetimes
from tests.app.contribution.making import INHABITANTS, PURCHASES, Scene
from tests.databases import MOMENT
from tests.people import People

SHARED = {"askersund": 988_228_541, "hallsberg": 1_397_536_651, "laxa": 473_278_646, "lekeberg": 740_956_162}
SETTLED = {"askersund": -11_529_333, "hallsberg": -16_304_594, "laxa": -5_521_584, "lekeberg": -8_644_489}
NEXT_YEAR = dt.datetime(2027, 1, 20, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def scene(session: Session, people: People) -> Scene:
    """The devices of Laxå, and a budget of 2027 that comes to 36 million."""
    made = Scene(session, people)
    for purchase in PURCHASES:
        made.buy(*purchase)
    made.begin(2027)
    made.line(2027, "shared_operation", "salary", 2_400_000_000)
    made.line(2027, "shared_operation", "licence", 900_000_000)
    made.line(2027, "shared_operation", "rent", 218_000_000)
    made.line(2027, "shared_operation", "income", 50_000_000)
    made.line(
        2027,
        "shared_investment",
        "ups",
        480_000_000,
        months=48,
        in_use_on=dt.date(2026, 12, 10),
        note="UPS i datorhall",
    )
    made.reckon(2027)
    return made


@pytest.mark.rule("R-128", "R-129", "R-133")
def test_the_budget_of_the_worked_example(scene: Scene) -> None:
    row = queries.by_year(scene.session, 2027)
    shown = queries.budget(scene.session, row)
    assert (shown.shared, shown.shared_capital) == (3_600_000_000, 132_000_000)
    assert {share.member.key: share.parts.shared for share in shown.shares} == SHARED
    laxa = shown.share_of(scene.ids["laxa"])
    assert laxa is not None
    assert laxa.cost is not None
    assert (laxa.cost.depreciation, laxa.cost.interest, laxa.cost.book_value) == (52_600_000, 3_505_000, 140_200_000)
    assert (laxa.parts.total, laxa.parts.quarters) == (529_383_646, [132_345_911] * 3 + [132_345_913])
    assert shown.run is not None
    bought = queries.purchases(scene.session, shown.run.id, scene.ids["laxa"])
    own = [p for p in bought if p.model in {f"{kind} {price}" for _n, price, kind, _m, _on in PURCHASES}]
    assert sorted((p.count, p.depreciation, p.book_value) for p in own) == [
        (20, 9_000_000, 15_000_000), (40, 4_800_000, 21_600_000), (120, 28_800_000, 93_600_000),
        (150, 10_000_000, 10_000_000),
    ]  # fmt: skip
    assert laxa.cost.total == sum(
        lifetimes.capital_cost(many * price, months, on, year=2027, interest=250)
        for many, price, _kind, months, on in PURCHASES
    )
    rows = sa.select(sa.func.sum(CapitalRow.depreciation + CapitalRow.interest + CapitalRow.expensed))
    assert scene.session.scalar(rows.where(CapitalRow.run_id == shown.run.id)) == sum(
        part.total for part in scene.session.scalars(sa.select(CapitalPart))
    )
    scene.reckon(2027)
    digests = scene.session.scalars(sa.select(CapitalRun.digest).order_by(CapitalRun.id)).all()
    assert len(digests) == 2
    assert len(set(digests)) == 1


@pytest.mark.rule("R-129", "R-131", "R-133")
def test_a_year_is_settled_and_its_result_stands_on_the_next_years_first_invoice(scene: Scene) -> None:
    session = scene.session
    scene.begin(2026, interest=0)
    scene.line(2026, "shared_operation", "salary", 3_000_000_000)
    scene.reckon(2026)
    scene.adopt(2026)
    scene.invoice(2026, 1, 2, 3, 4)
    # Bought and stolen in the year: all of its price is expensed in it, 12 400 kronor above the budget of Laxå.
    scene.lose(1_240_000, dt.date(2026, 3, 2), dt.date(2026, 11, 20))
    scene.step(2026, "closed", at=NEXT_YEAR)
    scene.reckon(2026, "outcome")
    result = Result(42_000_000, "Bokslut 2026, not 7")
    scene.change(2026, lambda row: actions.prepare(session, row, scene.elin, result, at=MOMENT))
    scene.change(2026, lambda row: actions.lock(session, row, scene.gunnar, at=MOMENT))
    parts = session.scalars(sa.select(SettlementPart).order_by(SettlementPart.organisation_id)).all()
    assert [part.shared for part in parts] == list(SETTLED.values())
    assert [part.own for part in parts] == [0, 0, 1_240_000, 0]

    scene.adopt(2027)
    scene.invoice(2027, 1)
    assert scene.amounts(2027, 1)["laxa"] == 128_064_327
    scene.invoice(2027, 2, 3, 4)
    scene.invoice(2027, 1, 4)
    per_quarter = [scene.amounts(2027, quarter) for quarter in (1, 2, 3, 4)]
    settled = {key: amount + (1_240_000 if key == "laxa" else 0) for key, amount in SETTLED.items()}
    adopted = {row.organisation_id: row.total for row in queries.adopted(session, queries.by_year(session, 2027))}
    for key in INHABITANTS:
        assert sum(each[key] for each in per_quarter) == adopted[scene.ids[key]] + settled[key]
    documents = sa.select(sa.func.count(sa.distinct(IssuedInvoice.id)), sa.func.count(InvoicePaper.kind))
    assert session.execute(documents.join(InvoicePaper, InvoicePaper.invoice_id == IssuedInvoice.id)).one() == (32, 64)
    about = sa.select(sa.func.count()).select_from(InvoiceLine).where(InvoiceLine.name.contains("2026 års resultat"))
    assert session.scalar(about) == 4
