"""Whole journeys in a real browser: without JavaScript, by keyboard alone, and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

ORDER = re.compile(r"/bestallningar/\d{4}-\d+")
MOST_TABS = 120


@pytest.mark.rule("R-013")
def test_an_accessory_is_ordered_without_javascript(open_as: Open) -> None:
    page = open_as("maria", "/sortiment?q=headset", script=False)
    page.get_by_role("button", name="Lägg i varukorg").first.click()
    page.goto("/varukorg")
    page.get_by_role("link", name="Granska och beställ").first.click()
    page.locator("main form[action='/kassa'] button[type=submit]").last.click()
    expect(page).to_have_url(ORDER)
    expect(page.locator("main")).to_contain_text("Tack")


def test_an_accessory_is_ordered_by_keyboard_alone(open_as: Open) -> None:
    page = open_as("olle", "/sortiment?q=mus")
    tab_to(page, "Lägg i varukorg")
    page.keyboard.press("Enter")
    expect(page.locator("#live")).not_to_be_empty()
    assert page.evaluate("document.activeElement !== document.body")
    tab_to(page, "Granska och beställ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kassa")
    tab_to(page, "Beställ och godkänn kostnad")
    page.keyboard.press("Enter")
    expect(page).to_have_url(ORDER)


@pytest.mark.parametrize("script", [True, False])
def test_a_chef_approves_on_a_phone(open_as: Open, script: bool) -> None:
    asker = open_as("karin", "/sortiment?q=mobiltelefon", script=False)
    asker.get_by_role("button", name="Lägg i varukorg").first.click()
    asker.goto("/kassa")
    asker.locator("main form[action='/kassa'] button[type=submit]").last.click()
    expect(asker).to_have_url(ORDER)
    number = re.search(r"\d{4}-\d+", asker.url)
    assert number is not None

    chef = open_as("anders", "/godkann", width=390, script=script)
    chef.locator(f"main :is(li, tr, section, article):has-text('{number.group()}') a[href^='/godkann/']").last.click()
    for _ in range(3):
        chef.reload()
    button = chef.get_by_role("button", name=re.compile("^Godkänn "))
    expect(button).to_be_visible()
    button.click()
    expect(chef.locator("main")).to_contain_text("Ångra")
    asker.reload()
    expect(asker.locator("main")).to_contain_text("Anders Ek")


def test_a_filter_stands_in_the_address_and_survives_back_and_reload(open_as: Open) -> None:
    page = open_as("karin", "/sortiment")
    box = page.locator("input[name=kategori][value=skarmar]")
    box.check()
    expect(page).to_have_url(re.compile("kategori=skarmar"))
    count = page.locator("[role=status]", has_text="produkt").first
    expect(count).to_contain_text("10")
    page.reload()
    expect(box).to_be_checked()
    page.locator("main a[href^='/sortiment/']").first.click()
    page.go_back()
    expect(box).to_be_checked()


def test_a_refused_form_keeps_what_was_typed_and_leads_to_the_fault(open_as: Open) -> None:
    page = open_as("maria", "/sortiment?q=tangentbord")
    page.get_by_role("button", name="Lägg i varukorg").first.click()
    expect(page.locator("#live")).not_to_be_empty()
    page.goto("/kassa?andra=leverans")
    day = page.locator("[name=behovs]")
    # A date field would not let wrong words in; older browsers and other tools do.
    day.evaluate("field => field.type = 'text'")
    day.fill("i övermorgon")
    page.get_by_role("button", name="Spara").click()
    expect(page).to_have_title(re.compile("^Fel:"))
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.locator("[data-error-summary] a").first.click()
    expect(page.locator("[name=behovs]")).to_be_focused()
    assert page.locator("[name=behovs]").get_attribute("value") == "i övermorgon"


def test_a_chef_decides_and_it_receives_by_keyboard_alone(open_as: Open) -> None:
    chef = open_as("jonas", "/godkann")
    tab_to(chef, "", within="main h2 a[href^='/godkann/'], main h3 a[href^='/godkann/']")
    chef.keyboard.press("Enter")
    chef.wait_for_url(re.compile(r"/godkann/\d+"))
    tab_to(chef, "Godkänn", within="main button")
    chef.keyboard.press("Enter")
    expect(chef.locator("main")).to_contain_text("Ångra")

    omar = open_as("omar", "/it/leveranser?q=dator")
    tab_to(omar, "", within="main table a[href^='/it/leveranser/']")
    omar.keyboard.press("Enter")
    omar.wait_for_url(re.compile(r"/it/leveranser/\d+"))
    tab_to(omar, "", within="main input[name^='serie']")
    omar.keyboard.type("KB00000001")
    tab_to(omar, "Ta emot", within="main button")
    with omar.expect_navigation():  # to the next that comes, or back here while more of the same is awaited
        omar.keyboard.press("Enter")
    omar.goto("/it/enheter?q=KB00000001")
    expect(omar.locator("main")).to_contain_text("KB00000001")
    expect(omar.locator("main a[href^='/enheter/']").first).to_be_visible()


def tab_to(page: Page, name: str, within: str = "*") -> None:
    """Press Tab until something whose words begin so has focus; it must be seen and not lie under the header."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        words = page.evaluate("document.activeElement.innerText || ''")
        fits = page.evaluate("selector => document.activeElement.matches(selector)", within)
        if fits and words.strip().startswith(name.strip()):
            top = page.evaluate("document.activeElement.getBoundingClientRect().top")
            size = page.viewport_size
            assert size is not None
            assert 0 <= top <= size["height"], f"{name} has focus out of sight"
            return
    raise AssertionError(f"{name} cannot be reached by Tab")


@pytest.mark.parametrize("script", [True, False])
def test_a_device_is_confirmed_with_one_tap_on_a_phone_and_undone(open_as: Open, script: bool) -> None:
    page = open_as("birgitta", "/enheter", width=390, script=script)
    asked = page.get_by_role("button", name=re.compile("^Ja, den finns"))
    before = asked.count()
    assert before > 0
    asked.first.click()
    expect(page.get_by_role("button", name=re.compile("^Ja, den finns"))).to_have_count(before - 1)
    page.get_by_role("button", name="Ångra").first.click()
    expect(page.get_by_role("button", name=re.compile("^Ja, den finns"))).to_have_count(before)


def test_an_old_computer_is_replaced_on_a_phone(open_as: Open) -> None:
    page = open_as("gunnar", "/enheter", width=390)
    page.get_by_role("link", name=re.compile("^Välj en ny")).first.click()
    page.get_by_role("radio").last.check()  # the first may stand on the reuse shelf, and is no order
    page.get_by_role("button", name="Beställ utbytet").click()
    expect(page).to_have_url(ORDER)
    expect(page.locator("main")).to_contain_text("Åldersutbyte av")
