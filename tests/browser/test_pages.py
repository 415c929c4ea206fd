"""Every page in a real browser: axe finds nothing, nothing overflows, the console is silent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import AXE, Open

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What passes is not told: to describe every node of a page takes three times as long as to judge it.
JUDGE = """async only => (await axe.run({runOnly: only, resultTypes: ['violations']})).violations.map(
    found => found.id + ': ' + found.nodes[0].html.slice(0, 160))"""
PAGES = (
    ("", "/logga-in"),
    ("", "/tillganglighet"),
    ("karin", "/"),
    ("karin", "/sortiment"),
    ("karin", "/sortiment?q=hedset"),
    ("karin", "/sortiment?q=xyzzy"),
    ("karin", "first:/sortiment:main a[href^='/sortiment/']"),
    ("karin", "/varukorg"),
    ("karin", "/bestallningar"),
    ("karin", "first:/bestallningar:main a[href^='/bestallningar/20']"),
    ("karin", "/enheter"),
    ("karin", "/begar"),
    ("karin", "/begar/vpn"),
    ("karin", "/begar/konto-for-extern"),
    ("karin", "/begar/utanfor-sortimentet"),
    ("karin", "/begar/utanfor-sortimentet?vad=ritplatta"),
    ("karin", "/begar/utanfor-sortimentet?vad=ritplatta&steg=ansok"),
    ("karin", "/begar/utanfor-sortimentet/U2026-00001"),
    ("omar", "/it/undantag"),
    ("omar", "/it/undantag/U2026-00002"),
    ("omar", "/it/avvikelser"),
    ("omar", "/it/avvikelser/ny"),
    ("gunnar", "/avvikelser/K2026-00001"),
    ("maria", "/av"),
    ("maria", "/av/underleverantor"),
    ("maria", "/av/avtal"),
    ("nils", "/av/kop/V2026-00001"),
    ("anders", "/kostnader"),
    ("elin", "/kostnader?q=skärm&jamfor=ingen"),
    ("elin", "/ekonomi/budget"),
    ("elin", "/ekonomi/budget/2027"),
    ("elin", "/ekonomi/budget/2026/ramar"),
    ("elin", "/ekonomi/budget/2027/nyckel"),
    ("elin", "/ekonomi/budget/2027/beslut/hallsberg"),
    ("elin", "/ekonomi/invanare"),
    ("elin", "/ekonomi/medlemsbidrag/2026"),
    ("elin", "/ekonomi/medlemsbidrag/2026/laxa"),
    ("elin", "/ekonomi/medlemsbidrag/2026/kvartal/4"),
    ("elin", "/ekonomi/medlemsbidrag/2026/kapitalkostnad"),
    ("elin", "/ekonomi/medlemsbidrag/2026/justera"),
    ("gunnar", "/ekonomi/medlemsbidrag/2026/bokslut"),
    ("elin", "/ekonomi/export"),
    ("elin", "/ekonomi/export/konton/laxa"),
    ("elin", "/ekonomi/spar?organisation=laxa"),
    ("elin", "first:/ekonomi/spar:main a[href$='/omkontera']"),
    ("alva", "first:/admin/organisationer/laxa/enheter:main th a"),
    ("alva", "/admin/enheter/1/kontering"),
    ("elin", "/ekonomi/fakturor"),
    ("elin", "first:/ekonomi/fakturor:main th a[href^='/ekonomi/fakturor/26']"),
    ("elin", "/ekonomi/fakturor/2600001/kreditera"),
    ("elin", "/ekonomi/fakturor/2600013/underlag"),
    ("elin", "/ekonomi/fakturor/korningar"),
    ("elin", "/ekonomi/fakturor/kunder"),
    ("elin", "/ekonomi/fakturor/kunder/laxa"),
    ("elin", "/ekonomi/fakturor/installningar"),
    ("karin", "/anmal-fel"),
    ("karin", "/anmal-fel/incident"),
    ("karin", "/arenden"),
    ("karin", "first:/arenden:main a[href^='/arenden/']"),
    ("karin", "/ordlista"),
    ("karin", "/regler/formular/server"),
    ("anders", "/begar/verksamhetssystem"),
    ("anders", "/begar/konton"),
    ("omar", "/it/arenden"),
    ("omar", "first:/it/arenden:main th a[href^='/arenden/']"),
    ("omar", "/it/arenden/uppfoljning"),
    ("karin", "/regler"),
    ("karin", "/regler/staff_pc"),
    ("karin", "/tjanster"),
    ("karin", "/tjanster/applikationsdrift"),
    ("karin", "/skrivare?organisation=askersund"),
    ("simon", "first:/skrivare:main th a[href^='/skrivare/']"),
    ("simon", "/skrivare/askersund/portal"),
    ("nils", "/accesspunkter"),
    ("omar", "/tjanster/plan"),
    ("omar", "/uppfoljning/servicedesk"),
    ("gunnar", "/uppfoljning/kvartal"),
    ("elin", "/ekonomi/prognoser"),
    ("elin", "/ekonomi/prognoser/2026/prognos-1"),
    ("elin", "/ekonomi/prognoser/2026/prognos-2"),
    ("elin", "/ekonomi/medlemsbidrag/2027/jamfor"),
    ("karin", "/driftinformation"),
    ("nils", "first:/driftinformation:main h3 a[href^='/driftinformation/D']"),
    ("nils", "/driftinformation/ny"),
    ("nils", "/driftinformation/tillganglighet"),
    ("nils", "/driftinformation/forandringsstopp"),
    ("karin", "/hjalp"),
    ("karin", "/personuppgifter"),
    ("karin", "/finns-inte"),
    ("karin", "/it/koer"),
    ("anders", "/godkann"),
    ("anders", "first:/godkann:main a[href^='/godkann/']"),
    ("omar", "/it/koer"),
    ("omar", "/it/leveranser"),
    ("omar", "first:/it/leveranser:main a[href^='/it/leveranser/']"),
    ("omar", "/it/leveranser/sandningar"),
    ("omar", "first:/it/leveranser/sandningar:main th a"),
    ("omar", "/it/leveranser/skanna"),
    ("omar", "/it/leveranser/avvikelser"),
    ("omar", "first:/it/leveranser/avvikelser:main a[href^='/it/leverantorsbestallningar/']"),
    ("omar", "/it/leveranser/filer"),
    ("petra", "/partner/filer"),
    ("petra", "/partner/returer"),
    ("petra", "first:/partner/returer:main th a"),
    ("elin", "/it/returer"),
    ("elin", "first:/it/returer:main th a"),
    ("elin", "/ekonomi/leverantorsfakturor"),
    ("elin", "first:/ekonomi/leverantorsfakturor:main th a"),
    ("elin", "/ekonomi/leverantorsfakturor/saknas"),
    ("elin", "/ekonomi/leverantorsfakturor/las-in"),
    ("elin", "first:/ekonomi/leverantorsfakturor/saknas:main th a"),
    ("omar", "/redigera/returvillkor"),
    ("petra", "first:/partner/filer:main aside a[href^='/partner/filer/']"),
    ("omar", "/it/enheter"),
    ("omar", "/it/enheter/ny"),
    ("omar", "/it/enheter/import"),
    ("omar", "/it/enheter/etiketter"),
    ("omar", "/it/enheter/svar"),
    ("omar", "first:/it/enheter:main a[href^='/enheter/']"),
    ("omar", "/it/utbyten"),
    ("omar", "/it/prognos"),
    ("elin", "/ekonomi/ramar"),
    ("elin", "/ekonomi/ramar/ny"),
    ("elin", "/ekonomi/ramar/importera"),
    ("elin", "first:/ekonomi/ramar:main th a"),
    ("elin", "/ekonomi/investeringar"),
    ("elin", "/ekonomi/investeringar/ny"),
    ("elin", "first:/ekonomi/investeringar:main th a"),
    ("elin", "/ekonomi/budgetbehov/2027"),
    ("elin", "/ekonomi/prognoser/utbyte?liv-staff_mac=1&pris=8"),
    ("elin", "/ekonomi/prognoser/utbyte/enheter?ar=2028"),
    ("elin", "/ekonomi/prognoser/utbyte/lasta/1/utfall"),
    ("elin", "/ekonomi/tillvaxt"),
    ("elin", "/ekonomi/prognoser/utbyte/utan-stod"),
    ("elin", "/ekonomi/prognoser/utbyte/lasta"),
    ("elin", "first:/ekonomi/prognoser/utbyte/lasta:main th a"),
    ("omar", "/it/prognos/2026"),
    ("simon", "/skola/bestall"),
    ("karin", "/reklamationer"),
    ("karin", "/reklamationer/ny"),
    ("omar", "/it/reklamationer"),
    ("petra", "/partner/reklamationer"),
    ("olle", "/stolder"),
    ("omar", "/stolder"),
    ("omar", "first:/stolder:main a[href^='/stolder/']"),
    ("karin", "/lamna-in"),
    ("karin", "/lamna-in?sak=screen"),
    ("simon", "/inlamningar"),
    ("omar", "/it/inlamningar"),
    ("omar", "first:/it/inlamningar:main a[href^='/inlamningar/']"),
    ("omar", "/it/pallar"),
    ("omar", "first:/it/pallar:main a[href^='/it/pallar/']"),
    ("simon", "/skrivare/askersund/ny"),
    ("nils", "/accesspunkter?visa=fornya"),
    ("nils", "/it/fragor"),
    ("petra", "/partner/bestallningar"),
    ("petra", "first:/partner/bestallningar:main a[href^='/partner/bestallningar/']"),
    ("alva", "/admin"),
    ("alva", "/admin/sok?q=skol"),
    ("alva", "/admin/organisationer"),
    ("alva", "/admin/organisationer/ny"),
    ("alva", "/admin/organisationer/laxa"),
    ("alva", "/admin/organisationer/laxa/andra"),
    ("alva", "/admin/organisationer/laxa/enheter"),
    ("alva", "first:/admin/organisationer/laxa/enheter:main a[href^='/admin/enheter/']"),
    ("alva", "/admin/organisationer/laxa/enheter/ny"),
    ("alva", "/admin/organisationer/laxa/kostnadsstallen"),
    ("alva", "/admin/organisationer/laxa/kontering?ansvar=1"),
    ("alva", "/admin/organisationer/laxa/installningar"),
    ("alva", "/admin/organisationer/laxa/installningar/approval_limit"),
    ("alva", "/admin/organisationer/laxa/kontakter"),
    ("alva", "/admin/andringar"),
    ("alva", "/admin/personer"),
    ("alva", "first:/admin/personer:main tbody a[href^='/admin/personer/']"),
    ("karin", "/forum"),
    ("karin", "/forum/forslag"),
    ("karin", "/forum/forslag/nytt"),
    ("karin", "/forum/synpunkter"),
    ("eva", "/forum/forslag/F2026-002"),
    ("omar", "/forum/forslag/F2026-003"),
    ("omar", "/forum/forslag/F2026-003/rekommendera"),
    ("eva", "/forum/forslag/F2026-002/effekt"),
    ("karin", "/forum/moten"),
    ("lena", "/forum/moten/nytt"),
    ("lena", "/forum/moten/2"),
    ("lena", "/forum/moten/2/andra"),
    ("eva", "/forum/moten/1/protokoll"),
    ("karin", "/forum/beslut"),
    ("karin", "first:/forum/beslut:main .order-card a"),
    ("karin", "/forum/grupper"),
    ("anders", "/licenser"),
    ("anders", "first:/licenser:main a[href^='/licenser/L']"),
    ("omar", "/it/licenser"),
    ("omar", "/it/licenser/antal/playipp-licens"),
    ("eva", "/forum/forslag/F2026-004"),
    ("omar", "/forum/forslag/F2026-004/andringar"),
    ("lena", "/forum/grupper/steering_group"),
    ("karin", "/sortiment/headset-usb"),
    ("rut", "/revision"),
    ("karin", "/installningar/inloggningar"),
    ("karin", "/logga-in/bekrafta"),
    ("alva", "/admin/inloggningar"),
    ("alva", "/admin/personuppgifter?q=karin"),
    ("alva", "first:/admin/personuppgifter?q=karin:main a[href^='/admin/personuppgifter/']"),
    ("alva", "/admin/gallring"),
    ("alva", "/admin/gallring/basket"),
    ("alva", "/admin/import"),
    ("alva", "/admin/att-placera"),
)

# Opened by few, at a desk.
DESKS = (
    ("omar", "/redigera/sortiment"),
    ("omar", "/redigera/sortiment/skarm-27"),
    ("omar", "/redigera/sortiment/skarm-27/andra"),
    ("omar", "/redigera/sortiment/skarm-27/historik"),
    ("omar", "/redigera/sortiment/skarm-27/bild"),
    ("omar", "/redigera/sortiment/docka-klassrum/forhandsvisa"),
    ("omar", "/redigera/sortiment/versioner"),
    ("omar", "/redigera/sortiment/datum"),
    ("omar", "/redigera/avtal"),
    ("omar", "/redigera/priser"),
    ("omar", "/redigera/sortiment/byte"),
    ("omar", "/redigera/kops-inte"),
    ("omar", "/redigera/regler"),
    ("omar", "/redigera/beslutat"),
    ("elin", "/kostnader/system-och-licenser"),
)


# Looks of a page; every other page is opened wide and turned into a phone's, the rest the other way.
LOOKS = (("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390))
# What may differ between the looks of one page: the rest of axe's rules read the tree alone, which has two widths.
SEEN = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
WALKS = [(*page, LOOKS[:: (-1) ** number]) for number, page in enumerate((*PAGES, *DESKS))]


@pytest.mark.parametrize(("person", "path", "looks"), WALKS, ids=[f"{page[0]}-{page[1]}" for page in WALKS])
def test_a_page_is_accessible_fits_and_keeps_the_console_silent(
    read_as: Callable[[str], Page], person: str, path: str, looks: tuple[tuple[str, int], ...]
) -> None:
    page = read_as(person)
    errors: list[str] = []
    hear = {
        "console": lambda message: errors.append(message.text) if message.type == "error" else None,
        "pageerror": lambda error: errors.append(str(error)),
    }
    for event, ear in hear.items():
        page.on(event, ear)
    try:
        walk(page, path, looks)
    finally:
        for event, ear in hear.items():
            page.remove_listener(event, ear)
    expected = {"/finns-inte": "404", "/it/koer": "403"}.get(path if person == "karin" else "", "no error")
    assert [error for error in errors if expected not in error] == []


def walk(page: Page, path: str, looks: tuple[tuple[str, int], ...]) -> None:
    """Open a page in its first look and turn it into the others: what the width and axe say of each."""
    take(page, *looks[0])
    visit(page, path)
    widths = set()
    for scheme, width in looks:
        take(page, scheme, width)
        where = f"{scheme} {width}"
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0, f"{where}: {beyond} px too wide"
        assert (where, findings(page, SEEN if width in widths else None)) == (where, [])
        widths.add(width)


def take(page: Page, scheme: Literal["light", "dark"], width: int) -> None:
    """Turn a page into a look."""
    page.set_viewport_size({"width": width, "height": 844 if width < 700 else 900})
    page.emulate_media(color_scheme=scheme)


def visit(page: Page, path: str) -> None:
    """Go to an address, or to the first link of a list (`first:<list>:<selector>`)."""
    if path.startswith("first:"):
        _first, listed, selector = path.split(":", 2)
        page.goto(listed)
        path = page.locator(selector).first.get_attribute("href") or ""
    page.goto(path, wait_until="load")
    page.evaluate("document.fonts.ready.then(() => 0)")


def findings(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds by some rules, or by all of WCAG and good practice, in one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    found: list[str] = page.evaluate(JUDGE, only)
    return found


@pytest.mark.parametrize("path", ["/sortiment", "/varukorg", "/bestallningar", "/godkann", "/enheter"])
def test_nothing_scrolls_sideways_at_320_pixels(open_as: Open, path: str) -> None:
    page = open_as("anders", path, width=320)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
