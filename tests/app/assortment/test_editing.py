"""The catalogue editor in the browser, as Omar; others read and may not touch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment import actions
from app.assortment.models import Item, SupplierContract
from app.assortment.queries.history import item_history
from app.refusal import Refused
from app.words.formats import today_of
from tests.app.administration.filling import fill
from tests.app.assortment.making import OMAR, decision, draft, item
from tests.client import ShopClient
from tests.databases import MOMENT

EDIT = "/redigera/sortiment"
SCREEN, LAPTOP, PROJECTOR = "skarm-24", "barbar-dator-14-standard", "projektor-klassrum"
Browsers = Callable[[str], ShopClient]


@pytest.fixture
def omar(client_as: Browsers) -> ShopClient:
    """The browser of the catalogue editor."""
    return client_as("omar")


@pytest.fixture
def contract(session: Session) -> SupplierContract:
    """A contract that ends in two months."""
    row = SupplierContract(
        supplier_id=item(session, SCREEN).supplier_id or 1, area="Skärmar", reference="A-1",
        starts_on=today_of(MOMENT) - dt.timedelta(days=400), ends_on=today_of(MOMENT) + dt.timedelta(days=60),
    )  # fmt: skip
    session.add(row)
    session.commit()
    return row


@pytest.mark.rule("R-033")
def test_omar_corrects_a_price_and_the_history_says_old_and_new(omar: ShopClient, session: Session) -> None:
    old = item(session, SCREEN).price
    page = omar.follow(fill(omar, f"{EDIT}/{SCREEN}/andra", price="1 995,50", reason="Ny prislista"))
    assert "Pris exklusive moms" in page.text
    session.rollback()
    assert item(session, SCREEN).price == 199550 != old
    change = item_history(session, item(session, SCREEN).id)[0]
    assert (change.change, change.before, change.reason) == ("price", {"price": old}, "Ny prislista")
    assert "Ny prislista" in omar.get(f"{EDIT}/{SCREEN}/historik").text
    assert "Ny prislista" in omar.get(f"{EDIT}/versioner").text


def test_what_is_typed_wrong_is_said_and_kept(omar: ShopClient) -> None:
    page = fill(
        omar, f"{EDIT}/{SCREEN}/andra", price="en krona", facts="Minne 16", lead_days_min="9", lead_days_max="2"
    )
    assert page.status == 422
    assert "Skriv beloppet i kronor" in page.text
    assert "Rad 1 bland fakta saknar kolon" in page.text
    assert "Den längsta leveranstiden" in page.text
    assert page.field("price") == "en krona"


@pytest.mark.rule("R-040")
def test_a_screen_of_three_years_is_refused_with_the_rule(omar: ShopClient, session: Session) -> None:
    page = fill(omar, f"{EDIT}/{SCREEN}/andra", technical_lifetime_months="36")
    assert page.status == 422
    assert "kortare teknisk livslängd än fyra år" in page.text
    assert "rad 115–116" in page.text
    new = fill(omar, f"{EDIT}/ny?som={SCREEN}", slug="skarm-ny", article="A-ny", technical_lifetime_months="36")
    assert new.status == 422
    assert session.scalar(sa.select(Item.id).where(Item.slug == "skarm-ny")) is None


@pytest.mark.rule("R-202")
def test_a_stationary_mac_is_refused_with_the_rule(omar: ShopClient) -> None:
    page = fill(omar, f"{EDIT}/ny?som=mac-barbar-13", slug="mac-bord", article="A-mac", form_factor="stationary")
    assert page.status == 422
    assert "Mac finns bara som bärbar" in page.text


def test_two_editors_on_one_item_lose_nothing(client_as: Browsers, session: Session) -> None:
    path = f"{EDIT}/{SCREEN}/andra"
    first, second = client_as("omar"), client_as("omar")
    mine, theirs = first.get(path).form(path), second.get(path).form(path)
    assert first.post(path, {**mine, "summary": "Den förstes text", "price": "1111"}).status == 303
    page = second.post(path, {**theirs, "summary": "Den andres text", "name": "Den andres namn"})
    assert page.status == 409
    assert "Den förstes text" in page.text
    assert (page.field("summary"), page.field("name"), page.field("price")) == (
        "Den andres text", "Den andres namn", "1111",
    )  # fmt: skip
    session.rollback()
    assert item(session, SCREEN).summary == "Den förstes text"
    assert second.post(path, page.form(path)).status == 303
    session.rollback()
    saved = item(session, SCREEN)
    assert (saved.summary, saved.name, saved.price) == ("Den andres text", "Den andres namn", 111100)


def test_a_draft_is_made_as_a_copy_and_nobody_sees_it_in_the_shop(omar: ShopClient, client_as: Browsers) -> None:
    done = fill(omar, f"{EDIT}/ny?som={SCREEN}", slug="skarm-ny", article="A-ny", name="Skärm ny")
    page = omar.follow(done)
    assert "Utkast" in page.text
    assert "när forumet har sagt ja" in page.text
    client_as("karin").get("/sortiment/skarm-ny", status=404)
    assert fill(omar, f"{EDIT}/ny?som={SCREEN}", slug="skarm-ny", article="A-annan").status == 422


@pytest.mark.rule("R-033")
def test_a_governed_draft_cannot_be_published_without_a_decision(omar: ShopClient, session: Session) -> None:
    draft(session, SCREEN, "skarm-ny")
    session.commit()
    page = omar.post(f"{EDIT}/skarm-ny/publicera")
    assert page.status == 422
    assert "Lägg ett förslag till forumet" in page.text
    session.rollback()
    assert item(session, "skarm-ny").state == "draft"


@pytest.mark.rule("R-054")
def test_it_publishes_and_withdraws_av_itself(omar: ShopClient, client_as: Browsers, session: Session) -> None:
    fill(omar, f"{EDIT}/ny?som={PROJECTOR}", slug="projektor-ny", article="A-p", name="Projektor ny")
    assert omar.post(f"{EDIT}/projektor-ny/publicera").status == 303
    assert client_as("karin").get("/sortiment/projektor-ny").h1 == "Projektor ny"
    assert omar.post(f"{EDIT}/projektor-ny/dra-tillbaka").status == 303
    session.rollback()
    assert item(session, "projektor-ny").state == "withdrawn"


@pytest.mark.rule("R-008")
def test_a_contract_that_ends_soon_is_listed(omar: ShopClient, session: Session, contract: SupplierContract) -> None:
    item(session, SCREEN).contract_id = contract.id
    session.commit()
    assert "Slutar inom sex månader" in omar.get("/redigera/avtal").text
    listed = omar.get(f"{EDIT}?behover=contract_ending")
    assert item(session, SCREEN).name in listed.text
    assert item(session, LAPTOP).name not in listed.text


@pytest.mark.rule("R-008")
def test_no_item_in_the_range_is_moved_to_a_contract_that_is_over(session: Session, contract: SupplierContract) -> None:
    contract.ends_on = today_of(MOMENT) - dt.timedelta(days=1)
    session.flush()
    with pytest.raises(Refused, match=r"unfit\.contract"):
        actions.correct(session, item(session, SCREEN), {"contract_id": contract.id}, actor=OMAR, at=MOMENT)
    new = draft(session, PROJECTOR, "projektor-ny")
    new.governed, new.contract_id = False, contract.id
    with pytest.raises(Refused, match=r"unfit\.contract"):
        actions.publish_by_it(session, new, "published", actor=OMAR, at=MOMENT)


@pytest.mark.rule("R-029")
def test_contracts_are_written_by_the_editor_and_read_by_the_forum(client_as: Browsers, omar: ShopClient) -> None:
    made = fill(
        omar, "/redigera/avtal/nytt", area="Datorer", reference="D-2026", starts_on="2026-01-01", ends_on="2028-12-31"
    )
    assert "D-2026" in omar.follow(made).text
    lena = client_as("lena")
    assert "Datorer" in lena.get("/redigera/avtal").text
    assert lena.post(made.location, {"area": "Annat"}).status == 403
    client_as("karin").get("/redigera/avtal", status=403)


def test_a_contract_that_changed_meanwhile_is_shown_beside(omar: ShopClient, contract: SupplierContract) -> None:
    path = f"/redigera/avtal/{contract.id}"
    seen = omar.get(path).form(path)
    assert omar.post(path, {**seen, "area": "Först"}).status == 303
    page = omar.post(path, {**seen, "area": "Sedan"})
    assert page.status == 409
    assert "Först" in page.text
    assert page.field("area") == "Sedan"


@pytest.mark.rule("R-217")
def test_what_is_decided_but_not_orderable_is_listed(omar: ShopClient, session: Session) -> None:
    actions.correct(session, item(session, SCREEN), {"orderable": False}, actor=OMAR, at=MOMENT)
    session.commit()
    text = omar.get(f"{EDIT}?behover=not_orderable").text
    assert item(session, SCREEN).name in text
    assert item(session, LAPTOP).name not in text


def test_the_range_of_a_day_and_two_versions_can_be_compared(omar: ShopClient, session: Session) -> None:
    actions.decide(
        session, decision(session, MOMENT), draft(session, SCREEN, "skarm-ny"), "published", actor=OMAR, at=MOMENT
    )
    session.commit()
    assert "skarm-ny" in omar.get(f"{EDIT}/versioner").text
    assert "skarm-ny" in omar.get(f"{EDIT}/datum").text
    assert "skarm-ny" not in omar.get(f"{EDIT}/datum?dag=2026-11-01").text


def test_those_who_govern_and_audit_read_and_do_not_change(client_as: Browsers) -> None:
    for who in ("lena", "rut"):
        browser = client_as(who)
        for path in ("", f"/{SCREEN}", f"/{SCREEN}/historik", "/versioner", "/datum"):
            assert "/andra" not in browser.get(EDIT + path).html
        browser.get(f"{EDIT}/{SCREEN}/andra", status=403)
    client_as("karin").get(EDIT, status=403)
