"""A budget on its pages: written in three sections, shared by a day, decided by four councils, adopted by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.contribution import queries
from app.contribution.models import BudgetYear
from tests.app.contribution.making import DAY, EARLIER, Scene
from tests.client import ShopClient
from tests.people import People

SignIn = Callable[[str], ShopClient]
ROOT = "/ekonomi/budget/2027"


@pytest.fixture
def scene(session: Session, people: People) -> Scene:
    """A budget of 2027 with a shared cost and nothing of anybody's own."""
    made = Scene(session, people)
    made.begin(2027)
    made.line(2027, "shared_operation", "salary", 3_600_000_000)
    made.reckon(2027)
    return made


def standing(session: Session) -> queries.Budget:
    session.rollback()
    return queries.shown(session, 2027)


@pytest.mark.rule("R-001", "R-002", "R-123", "R-124", "R-125")
def test_the_economist_writes_a_budget_in_three_sections_and_a_members_own_adjustment(
    scene: Scene, session: Session, client_as: SignIn
) -> None:
    elin = client_as("elin")
    offered = elin.get(f"{ROOT}/rader/ny/shared_operation").text
    assert all(word in offered for word in ("Löner", "Licenser", "Hyror"))
    deep = elin.get(f"{ROOT}/rader/ny/shared_investment").text
    assert all(word in deep for word in ("UPS", "Kyla", "Brandskydd"))
    wrong = elin.post(f"{ROOT}/rader/ny/shared_investment", {"typ": "ups", "belopp": "1 000 kr"})
    assert wrong.status == 422
    assert "avskrivningstid" in wrong.text.lower()
    laxa = str(scene.ids["laxa"])
    forms = {
        "shared_investment": {
            "typ": "ups",
            "belopp": "480 000",
            "manader": "48",
            "fran": "2026-12-10",
            "text": "Batteri",
        },
        "individual_investment": {"typ": "computer", "kommun": laxa, "belopp": "900 000", "text": ""},
        "adjustment": {"typ": "historic", "kommun": laxa, "belopp": "250 000", "avdrag": "y", "text": "Avtal 2014"},
        "shared_operation": {"typ": "income", "belopp": "100 000", "text": "Såld tid"},
    }
    for section, form in forms.items():
        assert elin.post(f"{ROOT}/rader/ny/{section}", form).status == 303
    page = client_as("rut").get(ROOT)
    for title in ("Gemensam drift", "Gemensamma investeringar", "Individuella investeringar", "Historisk justering"):
        assert title in page.text
    assert "Avtal 2014" in page.text
    shown = standing(session)
    own = {share.member.key: share.parts.adjustment for share in shown.shares}
    assert own == {"askersund": 0, "hallsberg": 0, "laxa": -25_000_000, "lekeberg": 0}
    assert shown.shared == 3_600_000_000 - 10_000_000 + 12_000_000 + 1_200_000
    contribution = client_as("gunnar").get("/ekonomi/medlemsbidrag/2027")
    payers = [row.select_one("th").get_text() for row in contribution.soup.select("tbody")[0].select("tr")]  # type: ignore[union-attr]  # a row has a head
    assert payers == ["Askersund", "Hallsberg", "Laxå", "Lekeberg", "Summa"]
    client_as("elin").get("/ekonomi/medlemsbidrag/2027/lekebergsbostader", status=404)
    line = shown.of("individual_investment")[0]  # type: ignore[arg-type]  # a section by its word
    assert client_as("rut").post(f"{ROOT}/rader/{line.id}/ta-bort").status == 403
    assert elin.post(f"{ROOT}/rader/{line.id}/ta-bort").status == 303
    assert "togs bort: 900" in elin.get(f"{ROOT}/historik").text


@pytest.mark.rule("R-004")
def test_another_day_of_population_shares_the_cost_anew_and_is_seen_before_it_is_chosen(
    scene: Scene, session: Session, client_as: SignIn
) -> None:
    before = [share.parts.shared for share in standing(session).shares]
    elin = client_as("elin")
    figures = {f"antal-{key}": str(count) for key, count in EARLIER.items()}
    assert elin.post("/ekonomi/invanare", {"dag": "2022-12-31", **figures}).status == 422
    note = {"dag": "2022-12-31", "kalla": "SCB 2022", **figures}
    assert elin.post("/ekonomi/invanare", note).status == 303
    seen = elin.get(f"{ROOT}/nyckel?dag=2022-12-31&ranta=2,5").text
    assert [share.parts.shared for share in standing(session).shares] == before
    assert elin.post(f"{ROOT}/nyckel", {"dag": "2022-12-31", "ranta": "2,5"}).status == 303
    shown = standing(session)
    after = [share.parts.shared for share in shown.shares]
    assert shown.year.population_date == dt.date(2022, 12, 31)
    assert after != before
    assert sum(after) == sum(before) == 3_600_000_000
    assert all(f"{part // 100:,}".replace(",", " ") in seen for part in after)
    unknown = elin.get(f"{ROOT}/nyckel?dag=2019-12-31&ranta=2,5").text
    assert "Invånare saknas för Askersund" in unknown


@pytest.mark.rule("R-021")
def test_a_budget_is_adopted_when_all_four_councils_have_decided_and_by_the_head_of_it_alone(
    scene: Scene, session: Session, client_as: SignIn
) -> None:
    elin, gunnar = client_as("elin"), client_as("gunnar")
    for to in ("proposed", "in_dialogue"):
        assert gunnar.post(f"{ROOT}/lage", {"till": to}).status == 403
        assert elin.post(f"{ROOT}/lage", {"till": to, "anteckning": "Budgetdagen"}).status == 303
    assert elin.post(f"{ROOT}/beslut/laxa", {"fullmaktige": "KF", "dag": "2026-11-16"}).status == 422
    form = {"fullmaktige": "KF i Laxå", "dag": "2026-11-16", "beteckning": "§ 112"}
    assert elin.post(f"{ROOT}/beslut/laxa", form).status == 303
    assert elin.post(f"{ROOT}/beslut/laxa", form).status == 422
    scene.decide(2027, "askersund", "lekeberg")
    early = gunnar.post(f"{ROOT}/lage", {"till": "adopted"})
    assert early.status == 422
    assert "beslut saknas från Hallsberg" in early.text
    changed = elin.post(f"{ROOT}/rader/ny/shared_operation", {"typ": "rent", "belopp": "1"})
    assert changed.status == 422
    assert elin.post(f"{ROOT}/beslut/laxa/ta-tillbaka", {"skal": "Fel paragraf"}).status == 303
    scene.decide(2027, "hallsberg")
    assert gunnar.post(f"{ROOT}/lage", {"till": "adopted"}).status == 422
    assert elin.post(f"{ROOT}/beslut/laxa", form).status == 303
    assert elin.post(f"{ROOT}/lage", {"till": "adopted"}).status == 403
    assert gunnar.post(f"{ROOT}/lage", {"till": "adopted"}).status == 303
    assert gunnar.post(f"{ROOT}/lage", {"till": "adopted"}).status == 409
    year = standing(session).year
    assert (year.state, year.population_date) == ("adopted", DAY)
    assert elin.post(f"{ROOT}/beslut/laxa/ta-tillbaka", {"skal": "Ändrat oss"}).status == 422
    scene.count(dt.date(2024, 12, 31))
    told = gunnar.get(f"{ROOT}/historik").text
    assert "Fullmäktige i Laxå beslutade 2026-11-16, § 112" in told
    assert "togs tillbaka: Fel paragraf" in told
    assert session.query(BudgetYear).count() == 1
