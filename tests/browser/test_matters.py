"""Claim, theft and hand-in on a phone, each with a photo as phones take them."""

from __future__ import annotations

import io

import pillow_heif
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open


def heic() -> bytes:
    """A photo as a phone keeps it."""
    picture, out = Image.new("RGB", (640, 480), "teal"), io.BytesIO()
    pillow_heif.from_pillow(picture).save(out, format="HEIF")
    return out.getvalue()


def tags(page: Page) -> list[str]:
    """The devices on my page, as their addresses end."""
    links = page.locator("main a[href^='/enheter/']").all()
    return list(dict.fromkeys((link.get_attribute("href") or "").split("/")[2] for link in links))


def fits(page: Page) -> bool:
    """Whether nothing scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def attach(page: Page) -> None:
    """Choose the photo."""
    page.set_input_files("input[name=filer]", {"name": "IMG_0042.HEIC", "mimeType": "image/heic", "buffer": heic()})


@pytest.mark.rule("R-064")
def test_a_claim_from_a_phone_with_a_photo(open_as: Open) -> None:
    page = open_as("eva", "/enheter", width=390)
    for tag in tags(page):
        page.goto(f"/enheter/{tag}/reklamera")
        if page.get_by_role("button", name="Skicka reklamationen").count():
            break
    page.get_by_label("Slutade fungera vid vanlig användning").check()
    page.get_by_label("Vad är det för fel?").fill("Skärmen är svart.")
    attach(page)
    assert fits(page)
    page.get_by_role("button", name="Skicka reklamationen").click()
    expect(page.get_by_text("är skickad.")).to_be_visible()
    expect(page.locator("ol.thread img")).to_have_count(1)
    assert fits(page)


@pytest.mark.rule("R-140", "R-200")
def test_a_theft_from_a_phone_with_a_photo(open_as: Open) -> None:
    page = open_as("peter", "/enheter", width=390)
    page.goto(f"/enheter/{tags(page)[0]}/stold")
    page.get_by_label("Den är stulen").check()
    page.get_by_label("Var?").fill("Kommunhuset")
    page.get_by_label("Berätta kort vad som hände").fill("Inbrott i natt.")
    attach(page)
    assert fits(page)
    page.get_by_role("button", name="Anmäl", exact=True).click()
    expect(page.get_by_text("är mottagen.")).to_be_visible()
    expect(page.get_by_role("heading", name="I den här ordningen")).to_be_visible()
    expect(page.locator("ol.thread img")).to_have_count(1)
    assert fits(page)


@pytest.mark.rule("R-043")
def test_a_hand_in_from_a_phone_with_a_photo(open_as: Open) -> None:
    page = open_as("sara", "/enheter", width=390)
    page.goto(f"/enheter/{tags(page)[0]}/lamna-in")
    page.get_by_label("Den behövs inte längre").check()
    page.get_by_label("Den hämtas hos oss").check()
    page.locator("select[name=tid]").select_option(index=1)
    page.get_by_label("Jag har loggat ut").check()
    attach(page)
    assert fits(page)
    page.get_by_role("button", name="Lämna in", exact=True).click()
    expect(page.get_by_text("är anmäld.")).to_be_visible()
    expect(page.locator("ol.thread img")).to_have_count(1)
    assert fits(page)
