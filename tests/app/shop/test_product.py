"""The product page: what it costs, who pays, when it comes, who must say yes by name, and what happens next."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item
from tests.app.shop.conftest import HEADSET, LAPTOP, OLD_SCREEN, PHONE, PROJECTOR, PUPIL_LAPTOP
from tests.client import ShopClient

SignIn = Callable[[str], ShopClient]


@pytest.mark.rule("R-168")
@pytest.mark.rule("R-166")
def test_every_phone_shows_model_and_both_prices(client_as: SignIn, session: Session) -> None:
    browser = client_as("karin")
    for item in session.scalars(sa.select(Item).where(Item.kind == "mobile_phone", Item.orderable)):
        page = browser.get(f"/sortiment/{item.slug}")
        assert item.model in page.text
        assert "exkl. moms" in page.text
        assert "inkl. moms" in page.text
        assert "Betalas av: er enhet" in page.text


@pytest.mark.rule("R-043")
def test_a_staff_computer_costs_the_unit_nothing(client_as: SignIn) -> None:
    page = client_as("karin").get(f"/sortiment/{LAPTOP}")
    price = page.soup.select_one(".buy .price")
    assert price is not None
    assert "0\u00a0kr" in price.get_text()
    assert "ingår i medlemsbidraget" in price.get_text()
    assert "Betalas av: IT" in page.text


@pytest.mark.parametrize(
    ("person", "decider"), [("karin", "Anders Ek"), ("anders", "Birgitta Holm"), ("maria", "Jonas Berg")]
)
def test_who_must_say_yes_stands_by_name_and_is_never_oneself(client_as: SignIn, person: str, decider: str) -> None:
    assert f"{decider} godkänner" in client_as(person).get(f"/sortiment/{PHONE}").text


def test_what_needs_no_yes_says_so(client_as: SignIn) -> None:
    assert "Utan godkännande" in client_as("karin").get(f"/sortiment/{HEADSET}").text


def test_what_happens_next_is_told_with_its_source(client_as: SignIn) -> None:
    page = client_as("karin").get(f"/sortiment/{PHONE}")
    assert len(page.soup.select("ol.steps > li")) >= 2
    assert "Källa: rad" in page.text
    assert page.soup.select_one("a[href='/regler/mobile_phone']")


@pytest.mark.rule("R-014")
def test_why_it_is_in_the_range(client_as: SignIn) -> None:
    page = client_as("karin").get(f"/sortiment/{HEADSET}")
    assert "Varför finns den i sortimentet?" in page.text
    assert "IT-dialogforum" in page.text


@pytest.mark.rule("R-058")
def test_av_equipment_asks_before_it_is_bought(client_as: SignIn) -> None:
    page = client_as("maria").get(f"/sortiment/{PROJECTOR}")
    for topic in ("wifi", "licence", "app_distribution"):
        assert page.soup.select(f"input[type=radio][name='svar-{topic}']")


def test_a_withdrawn_item_shows_its_successor_and_no_button(client_as: SignIn) -> None:
    page = client_as("karin").get(f"/sortiment/{OLD_SCREEN}")
    assert "Säljs inte längre" in page.text
    assert page.soup.select_one(".buy a[href='/sortiment/skarm-24']")
    assert not page.soup.select("button[name=item]")


def test_what_one_may_not_order_says_who_may(client_as: SignIn) -> None:
    page = client_as("karin").get(f"/sortiment/{PUPIL_LAPTOP}")
    assert "skolans beställare" in page.text
    assert not page.soup.select("button[name=item]")


@pytest.mark.parametrize("slug", ["nothing-like-it", "..", "%00", "a" * 300])
def test_an_unknown_product_is_not_there(client_as: SignIn, slug: str) -> None:
    client_as("karin").get(f"/sortiment/{slug}", status=404)


def test_a_draft_is_not_there(client_as: SignIn, change_item: Callable[..., None]) -> None:
    change_item(HEADSET, state="draft")
    client_as("karin").get(f"/sortiment/{HEADSET}", status=404)


def test_every_product_has_a_page(client_as: SignIn, session: Session) -> None:
    browser = client_as("maria")
    for slug in session.scalars(sa.select(Item.slug)):
        browser.get(f"/sortiment/{slug}")
