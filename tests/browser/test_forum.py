"""A whole meeting in the browser: from Karin's suggestion to the product in the shop and the minutes on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.pdf import PdfReader

MEMBERS = ("eva", "jonas", "sara", "peter")
TITLE = "En docka i varje klassrum"
DRAFT = "Docka för klassrum, fastskruvad"


@pytest.mark.rule("R-014")
@pytest.mark.rule("R-033")
@pytest.mark.rule("R-190")
def test_a_meeting_from_suggestion_to_shop_and_minutes(open_as: Open) -> None:
    number = suggest(open_as("karin", "/forum/forslag/nytt"))
    path = f"/forum/forslag/{number}"
    recommend(open_as("omar", path))
    members = {key: open_as(key, path, width=390) for key in MEMBERS}
    for page in members.values():
        page.get_by_label("Kommunens svar").fill("Vi säger ja")
        page.get_by_role("button", name="Lämna svaret").click()
        expect(page.get_by_text("Kommunens svar är lämnat")).to_be_visible()
    lena = open_as("lena", "/forum/moten/nytt")
    meeting = plan(lena)
    lena.goto(path)
    lena.get_by_label("Ta upp på mötet").select_option(value=meeting.rpartition("/")[2])
    lena.get_by_role("button", name="Sätt upp på dagordningen").click()
    lena.goto(meeting)
    lena.get_by_role("button", name="Öppna mötet").click()
    expect(lena.get_by_role("heading", name=TITLE)).to_be_visible()
    for page in members.values():
        page.goto(meeting)
        page.get_by_label("Bifall").check()
        page.get_by_role("button", name="Ta ställning").click()
        expect(page.get_by_role("button", name="Ändra ställning")).to_be_visible()
    lead(lena)
    publish(open_as("omar", path))
    karin = open_as("karin", "/sortiment/docka-klassrum")
    expect(karin.get_by_role("heading", level=1)).to_have_text(DRAFT)
    karin.get_by_role("link", name="Läs beslutet").click()
    expect(karin.get_by_text("Vi är eniga om dockan")).to_be_visible()
    read_minutes(members["jonas"], meeting)


def suggest(page: Page) -> str:
    """Karin's suggestion; its number."""
    page.get_by_label("Kort: vad föreslår du?").fill(TITLE)
    page.get_by_label("Varför behövs det?").fill("De försvinner hela tiden")
    page.get_by_role("button", name="Skicka förslaget").click()
    page.wait_for_url("**/forum/forslag/F*")
    return page.url.rpartition("/")[2]


def recommend(page: Page) -> None:
    """Omar's background, comparison and draft, and the consultation begins."""
    page.get_by_role("link", name="Skriv underlag och rekommendation").click()
    page.get_by_label("Underlag", exact=True).fill("Provad i två klassrum")
    page.get_by_label("Rekommendation", exact=True).fill("Ta in den")
    page.locator("#name-0").fill(DRAFT)
    page.locator("#price-0").fill("1 900")
    page.locator("#lifetime-0").fill("72")
    page.locator("#chosen-0").check()
    page.locator("#new_item").select_option(label=DRAFT)
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("button", name="Skicka på remiss").click()
    expect(page.get_by_text("Kommunernas svar")).to_be_visible()


def plan(page: Page) -> str:
    """Lena's meeting of today; its address."""
    page.get_by_label("Dag", exact=True).fill("2026-11-23")
    page.get_by_label("Digitalt", exact=True).check()
    page.get_by_role("button", name="Planera mötet").click()
    page.wait_for_url(lambda address: address.rpartition("/")[2].isdigit())
    return "/forum/moten/" + page.url.rpartition("/")[2]


def lead(page: Page) -> None:
    """Lena sees the positions appear by themselves, writes notes that save themselves, decides and closes."""
    expect(page.get_by_text("Bifall").locator("visible=true")).not_to_have_count(0)
    expect(page.locator("[id^=lage-] .tag")).to_have_count(4, timeout=15_000)
    page.get_by_role("textbox", name="Anteckningar", exact=True).fill("Alla vill ha den")
    expect(page.get_by_text("Sparat kl.")).to_be_visible()
    for name in ("Eva Strand", "Jonas Berg", "Sara Nyberg", "Peter Sjö", "Lena Falk"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="Spara närvaron").click()
    expect(page.get_by_role("textbox", name="Anteckningar", exact=True)).to_have_value("Alla vill ha den")
    page.locator("#utfall").get_by_label("Bifall").check()
    page.get_by_label("Beslutets ord").fill("Vi är eniga om dockan")
    page.get_by_role("button", name="Anteckna utfallet").click()
    page.get_by_label("Var är anteckningarna sparade?").fill("Filytan, mappen 2026-11")
    page.get_by_role("button", name="Avsluta mötet").click()
    expect(page.get_by_role("link", name="Läs protokollet")).to_be_visible()


def publish(page: Page) -> None:
    """Omar lets the range follow."""
    page.get_by_role("button", name="Publicera enligt beslutet").click()
    expect(page.get_by_text("Infört i sortimentet")).to_be_visible()


def read_minutes(page: Page, meeting: str) -> None:
    """Jonas adjusts, and the paper says what was decided, who was there and what it changes."""
    page.goto(f"{meeting}/protokoll")
    page.get_by_role("button", name="Justera protokollet").click()
    expect(page.get_by_text("PDF-filen är låst")).to_be_visible()
    answer = page.request.get(f"{meeting}/protokoll.pdf")
    said = PdfReader(answer.body()).document.said
    for text in (TITLE, DRAFT, "Vi är eniga om dockan", "Alla vill ha den", "Peter Sjö", "Jonas Berg", "Kommer in"):
        assert text in said, text
