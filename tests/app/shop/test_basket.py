"""The basket: putting in, changing, taking out and back, with refusals in words and nothing believed from a form."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item
from app.shop.models import Basket, BasketLine
from tests.app.shop.conftest import HEADSET, LAPTOP, OLD_SCREEN, PHONE, PROJECTOR, PUPIL_LAPTOP, SCREEN
from tests.client import Page, ShopClient

SignIn = Callable[[str], ShopClient]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def karin(client_as: SignIn) -> ShopClient:
    return client_as("karin")


def put(browser: ShopClient, *slugs: str, quantity: int = 1) -> None:
    for slug in slugs:
        assert browser.post("/varukorg/rader", {"item": slug, "antal": str(quantity)}).status == 303


def lines(session: Session) -> dict[str, BasketLine]:
    session.rollback()
    rows = session.execute(sa.select(Item.slug, BasketLine).join(BasketLine, BasketLine.item_id == Item.id))
    return {slug: line for slug, line in rows.all()}  # noqa: C416  # rows are tuples, which dict() is not told


def said(page: Page) -> str:
    return " ".join(tag.get_text(" ") for tag in page.soup.select("[data-toast]"))


@pytest.mark.rule("R-013")
def test_putting_in_leads_back_and_says_so(karin: ShopClient) -> None:
    page = karin.post(
        "/varukorg/rader", {"item": HEADSET, "antal": "2"}, headers={"Referer": "http://localhost/sortiment?q=headset"}
    )
    assert page.location == "/sortiment?q=headset"
    assert "Headset trådlöst tillagd. 2\u00a0varor, 2\u00a0580\u00a0kr." in said(karin.get("/varukorg"))


def test_a_foreign_referrer_is_not_gone_back_to(karin: ShopClient) -> None:
    page = karin.post("/varukorg/rader", {"item": HEADSET, "antal": "1"}, headers={"Referer": "http://evil.example/x"})
    assert page.location == "/varukorg"


def test_the_same_again_is_added_up_and_never_more_than_99(karin: ShopClient, session: Session) -> None:
    put(karin, HEADSET, quantity=60)
    put(karin, HEADSET, quantity=60)
    assert lines(session)[HEADSET].quantity == 99
    assert "högst 99" in said(karin.get("/varukorg"))


@pytest.mark.parametrize("quantity", ["0", "-1", "1000000000", "１２", "NaN", "1e9", "1_0", "", "100", " "])
def test_a_quantity_that_is_none_is_refused_in_words(karin: ShopClient, session: Session, quantity: str) -> None:
    put(karin, SCREEN)
    page = karin.post("/varukorg/rader", {"item": HEADSET, "antal": quantity})
    assert page.status == 422
    assert page.soup.select_one("[data-error-summary]")
    assert page.soup.title is not None
    assert page.soup.title.get_text().startswith("Fel:")
    assert set(lines(session)) == {SCREEN}


def test_forged_fields_are_not_read(karin: ShopClient, session: Session) -> None:
    forged = {"price": "1", "price_seen": "1", "payer": "shared", "unit_id": "1", "person_id": "1", "basket_id": "1"}
    karin.post("/varukorg/rader", {"item": PHONE, "antal": "1", **forged})
    line = lines(session)[PHONE]
    assert line.price_seen == session.scalar(sa.select(Item.price).where(Item.slug == PHONE))


def test_an_unknown_product_is_not_there(karin: ShopClient) -> None:
    assert karin.post("/varukorg/rader", {"item": "nothing-like-it", "antal": "1"}).status == 404
    assert karin.post("/varukorg/rader", {"antal": "1"}).status == 404


def test_a_withdrawn_product_is_refused_in_words(karin: ShopClient, session: Session) -> None:
    page = karin.post("/varukorg/rader", {"item": OLD_SCREEN, "antal": "1"})
    assert page.status == 422
    assert "säljs inte längre" in page.text
    assert not lines(session)


def test_what_one_may_not_order_never_gets_in(karin: ShopClient, session: Session) -> None:
    assert karin.post("/varukorg/rader", {"item": PUPIL_LAPTOP, "antal": "1"}).status == 422
    assert not lines(session)


def test_htmx_gets_the_counter_the_side_basket_and_the_sentence(karin: ShopClient) -> None:
    page = karin.post("/varukorg/rader", {"item": HEADSET, "antal": "1"}, headers=PARTIAL)
    assert page.status == 200
    for wanted in ("#basket-count", "#basket-side", "#basket-bar"):
        assert page.soup.select_one(f"{wanted}[hx-swap-oob]"), wanted
    live = page.soup.select_one("[hx-swap-oob='innerHTML:#live']")
    assert live is not None
    assert "Headset trådlöst tillagd" in live.get_text()
    assert not page.soup.select("html")
    assert len(page.html) < 4500


def test_quantity_changes_and_zero_takes_out_with_a_way_back(karin: ShopClient, session: Session) -> None:
    put(karin, HEADSET)
    line = lines(session)[HEADSET]
    karin.post(f"/varukorg/rader/{line.id}/anteckning", {"anteckning": "Till receptionen"})
    karin.post(f"/varukorg/rader/{line.id}", {"antal": "3"})
    assert lines(session)[HEADSET].quantity == 3
    karin.post(f"/varukorg/rader/{line.id}", {"antal": "0"})
    assert not lines(session)
    page = karin.get("/varukorg")
    undo = page.soup.select_one("[data-toast] button[form=undo]")
    assert undo is not None
    karin.post(str(undo["formaction"]))
    back = lines(session)[HEADSET]
    assert (back.quantity, back.note) == (3, "Till receptionen")
    assert karin.post("/varukorg/angra").status == 404


def test_another_persons_line_is_not_there(karin: ShopClient, client_as: SignIn, session: Session) -> None:
    put(karin, HEADSET)
    line = lines(session)[HEADSET]
    olle = client_as("olle")
    put(olle, SCREEN)
    for tail, data in (
        ("", {"antal": "5"}),
        ("/anteckning", {"anteckning": "x"}),
        ("/svar", {"svar-wifi": "ja"}),
        ("/byt", {}),
    ):
        assert olle.post(f"/varukorg/rader/{line.id}{tail}", data).status == 404
        assert olle.post(f"/varukorg/rader/999999{tail}", data).status == 404
    assert lines(session)[HEADSET].quantity == 1


def test_a_changed_price_is_shown_and_must_be_accepted(
    karin: ShopClient, session: Session, change_item: Callable[..., None]
) -> None:
    put(karin, HEADSET)
    change_item(HEADSET, price=150000)
    page = karin.get("/varukorg")
    change = page.soup.select_one(".price-change")
    assert change is not None
    assert "1\u00a0290\u00a0kr" in change.get_text()
    assert "1\u00a0500\u00a0kr" in change.get_text()
    assert "1 rad behöver åtgärdas" in page.text.replace("\u00a0", " ")
    karin.post("/varukorg/priser")
    assert lines(session)[HEADSET].price_seen == 150000
    assert not karin.get("/varukorg").soup.select(".price-change")


def test_a_withdrawn_line_is_said_with_its_successor(
    karin: ShopClient, session: Session, change_item: Callable[..., None]
) -> None:
    put(karin, SCREEN, quantity=2)
    line = lines(session)[SCREEN]
    successor = session.scalar(sa.select(Item.id).where(Item.slug == "skarm-27"))
    change_item(SCREEN, state="withdrawn", orderable=False, successor_id=successor)
    assert "Ersätts av Skärm 27 tum" in karin.get("/varukorg").text
    karin.post(f"/varukorg/rader/{line.id}/byt")
    swapped = lines(session)
    assert set(swapped) == {"skarm-27"}
    assert swapped["skarm-27"].quantity == 2


def test_swapping_without_a_successor_is_refused(karin: ShopClient, session: Session) -> None:
    put(karin, SCREEN)
    assert karin.post(f"/varukorg/rader/{lines(session)[SCREEN].id}/byt").status == 422


@pytest.mark.rule("R-058")
@pytest.mark.rule("R-059")
@pytest.mark.rule("R-060")
def test_the_questions_stop_the_line_until_they_are_answered(client_as: SignIn, session: Session) -> None:
    maria = client_as("maria")
    put(maria, PROJECTOR)
    line = lines(session)[PROJECTOR]
    page = maria.get("/varukorg")
    assert "Svara på frågorna" in page.text
    form = page.soup.select_one(f"form[action='/varukorg/rader/{line.id}/svar']")
    assert form is not None
    fields = {str(tag["name"]) for tag in form.select("input[type=radio]")}
    maria.post(f"/varukorg/rader/{line.id}/svar", dict.fromkeys(fields, "nej") | {"svar-wifi": "ja", "svar-evil": "ja"})
    answers = lines(session)[PROJECTOR].answers
    assert answers["wifi"] is True
    assert answers["licence"] is False
    assert "evil" not in answers
    assert "IT svarar innan varan beställs" in maria.get("/varukorg").text


def test_answers_given_on_the_product_page_come_along(client_as: SignIn, session: Session) -> None:
    client_as("maria").post("/varukorg/rader", {"item": PROJECTOR, "antal": "1", "svar-wifi": "nej"})
    assert lines(session)[PROJECTOR].answers == {"wifi": False}


@pytest.mark.parametrize("note", ["\u202eevil", "a\x00b", "x" * 501])
def test_a_note_that_cannot_be_kept_is_refused_and_not_lost(karin: ShopClient, session: Session, note: str) -> None:
    put(karin, HEADSET)
    line = lines(session)[HEADSET]
    page = karin.post(f"/varukorg/rader/{line.id}/anteckning", {"anteckning": note})
    assert page.status == 422
    assert page.soup.select_one(f"#anteckning-{line.id}")
    assert lines(session)[HEADSET].note == ""


def test_a_kit_comes_whole(client_as: SignIn, session: Session) -> None:
    maria = client_as("maria")
    assert maria.post("/varukorg/paket", {"paket": "nyanstalld-kontor"}).status == 303
    assert {LAPTOP, HEADSET} <= set(lines(session))
    assert maria.post("/varukorg/paket", {"paket": "nothing-like-it"}).status == 404


def test_the_sum_of_a_group_decides_the_limit(karin: ShopClient) -> None:
    put(karin, HEADSET, quantity=3)
    assert "Anders Ek godkänner" not in karin.get("/varukorg").text
    put(karin, "tangentbord-mus-tradlost", quantity=5)
    assert "Anders Ek godkänner" in karin.get("/varukorg").text


def test_sums_stand_apart_by_payer(karin: ShopClient) -> None:
    put(karin, HEADSET, LAPTOP)
    sums = karin.get("/varukorg").soup.select_one(".sums")
    assert sums is not None
    rows = {
        " ".join(row.dt.get_text(" ").split()): row.dd.get_text() for row in sums.select("div") if row.dt and row.dd
    }
    assert rows["IT betalar ingår i medlemsbidraget"] == "9\u00a0840\u00a0kr"
    assert rows["Kostnad för er enhet exkl. moms"] == "1\u00a0290\u00a0kr"
    assert rows["Moms"] == "322,50\u00a0kr"


def test_an_empty_basket_names_the_next_step(karin: ShopClient) -> None:
    page = karin.get("/varukorg")
    assert "Varukorgen är tom" in page.text
    assert page.soup.select_one("main a[href='/sortiment']")


def test_an_auditor_looks_but_does_not_buy(client_as: SignIn, session: Session) -> None:
    rut = client_as("rut")
    rut.get("/sortiment")
    assert rut.post("/varukorg/rader", {"item": HEADSET, "antal": "1"}).status == 403
    assert session.scalar(sa.select(Basket.id)) is None


def test_reading_never_makes_a_basket(karin: ShopClient, session: Session) -> None:
    for path in ("/", "/sortiment", "/varukorg"):
        karin.get(path)
    assert session.scalar(sa.select(Basket.id)) is None
