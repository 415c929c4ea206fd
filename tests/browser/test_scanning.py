"""Taking in what came: by the phone's camera where the browser reads codes, else by hand scanner or keyboard."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

# A camera that shows a moving picture, and a reader of codes that sees one in it at the second glance.
CAMERA = """
window.glances = 0;
window.BarcodeDetector = class {
  async detect() { return ++window.glances < 2 ? [] : [{ rawValue: "%s" }]; }
};
navigator.mediaDevices.getUserMedia = async wanted => {
  window.asked = wanted;
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 10, 10);
  return canvas.captureStream(10);
};
"""
NO_CAMERA = """
window.BarcodeDetector = class {};
navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("no", "NotAllowedError"); };
"""
NO_READER = "delete window.BarcodeDetector;"


def awaited(page: Page) -> list[str]:
    """The serial numbers that are announced and have not come."""
    page.goto("/it/leveranser/sandningar")
    addresses = [link.get_attribute("href") or "" for link in page.locator("main th a").all()]
    found: list[str] = []
    for address in addresses:
        page.goto(address)
        found += page.locator("ul.units .choice .code").all_inner_texts()
    return found


def test_a_hand_scanner_ends_with_enter_and_opens_the_sending(open_as: Open) -> None:
    page = open_as("omar", "", width=390)
    page.goto("/it/leveranser/sandningar")
    note = page.locator("main th a").first.inner_text().split()[-1]
    page.add_init_script(NO_READER)
    page.goto("/it/leveranser/skanna")
    expect(page.get_by_role("button", name="Använd kameran")).to_be_hidden()
    expect(page.get_by_label("Serienummer, IMEI eller följesedel")).to_be_focused()
    page.keyboard.type(note.lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(note)


def test_what_the_camera_reads_takes_in_one_unit(open_as: Open) -> None:
    page = open_as("omar", "", width=390)
    serial = awaited(page)[0]
    page.add_init_script(CAMERA % serial)
    page.goto("/it/leveranser/skanna")
    page.get_by_role("button", name="Använd kameran").click()
    expect(page.locator("main li", has_text=serial)).to_contain_text("Mottagen")
    assert serial not in awaited(page)


def test_without_leave_for_the_camera_the_number_is_typed(open_as: Open) -> None:
    page = open_as("omar", "")
    page.add_init_script(NO_CAMERA)
    page.goto("/it/leveranser/skanna")
    page.get_by_role("button", name="Använd kameran").click()
    expect(page.get_by_text("Kameran går inte att använda. Skriv numret i stället.")).to_be_visible()
    expect(page.get_by_role("button", name="Använd kameran")).to_be_enabled()


def test_the_camera_finds_a_device_by_our_label_at_the_swap_and_keeps_what_stands_in_other_fields(
    open_as: Open,
) -> None:
    page = open_as("omar", "", width=390)
    page.add_init_script(CAMERA % "https://butik.test/enheter/LAX-PC-99999")
    page.goto("/it/utbyten")
    page.get_by_role("button", name="Använd kameran").click()
    expect(page.get_by_text("Ingen enhet har numret LAX-PC-99999").first).to_be_visible()
    page.goto("/it/enheter/ny")
    page.get_by_label("Serienummer").fill("5CG0000009")
    page.get_by_role("button", name="Använd kameran").click()
    expect(page.get_by_label("IMEI").first).to_have_value("LAX-PC-99999")
    expect(page.get_by_label("Serienummer")).to_have_value("5CG0000009")
