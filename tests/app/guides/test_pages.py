"""What people read of services, decisions and duties."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import Tag

from app.assortment.queries import lines_in_words
from catalogue import guides
from catalogue.cases import CaseKind
from catalogue.request_files import load as forms
from tests.client import Page, ShopClient

SignIn = Callable[[str], ShopClient]
INCLUDED = "Ingår i medlemsbidraget"


def headings(page: Page, panel: str) -> list[str]:
    """The terms of a panel's list."""
    return [term.get_text(" ", strip=True) for term in page.soup.select(f"[aria-labelledby='{panel}'] dt")]


def table(page: Page) -> list[tuple[str, ...]]:
    """The rows of the table of duties: activity and the marks of either party."""
    rows = page.soup.select("table.raci tbody tr")
    return [
        tuple(cell.get_text("", strip=True).removesuffix("inget").strip() for cell in row.select("th,td"))
        for row in rows
    ]


@pytest.mark.rule("R-030", "R-108")
def test_each_page_says_who_answers_who_pays_and_where_it_stands(client_as: SignIn) -> None:
    browser = client_as("karin")
    listed = {str(link["href"]) for link in browser.get("/tjanster").soup.select("main a[href^='/tjanster/']")}
    places = set()
    for guide in guides.load().values():
        address = f"/tjanster/{guide.slug}"
        assert address in listed
        page = browser.get(address)
        tags = [tag.get_text(strip=True) for tag in page.soup.select(".guide-tags .tag")]
        assert any(tag.startswith("Ansvar: ") for tag in tags), address
        assert len(tags) == (2 if guide.group == "services" else 1), address
        assert lines_in_words(guide.sources) in page.text
        places |= {str(link["href"]) for link in page.soup.select("main a[href^='/']")}
    for slug in ("klienthantering", "applikationsdrift", "natverk"):
        assert INCLUDED in browser.get(f"/tjanster/{slug}").text
    assert "Grundinfrastruktur WAN" in browser.get("/tjanster/natverk").text
    for place in sorted(places):
        assert browser.get(place).status == 200, place


@pytest.mark.rule("R-199", "R-201", "R-208", "R-214", "R-215", "R-219", "R-220", "R-223")
def test_client_management_has_its_functions_and_its_table(client_as: SignIn) -> None:
    page = client_as("karin").get("/tjanster/klienthantering")
    assert INCLUDED in page.text
    assert headings(page, "ingar") == [
        "Installation och inställningar", "Paketering av program", "Incidenthantering", "Problemidentifiering",
        "Tjänsteförfrågan", "Konfiguration", "Proaktivt underhåll", "Klientsäkerhet", "Livscykelhantering",
    ]  # fmt: skip
    for word in (
        "säkerhetsinställningar",
        "uppdateringar",
        "hårdvara",
        "operativsystem",
        "drivrutiner",
        "licenser",
        "virus",
    ):
        assert word in page.text
    for word in ("firmware", "Windows Update", "BIOS", "brandvägg", "kryptering", "iOS eller Android"):
        assert word in page.text
    assert {CaseKind.INCIDENT, CaseKind.PROBLEM} <= set(CaseKind)
    meanings = [part.get_text(" ", strip=True) for part in page.soup.select(".raci-key dt")]
    assert meanings == ["R Utför", "A Ytterst ansvarig", "C Tillfrågas", "I Informeras"]
    rows = {activity: marks for activity, *marks in table(page)}
    assert len(rows) == 13
    for activity in ("Incidenthantering", "Problemidentifiering", "Förändringshantering"):
        assert rows[activity] == ["RA", "CI"]
    assert rows["Uppdatering av tjänstens operativsystem"] == ["RA", "–"]
    assert rows["Uppdateringar och säkerhetsuppdateringar: bevaka, planera, föreslå och införa"] == ["RA", "CI"]
    assert rows["Tillhandahålla program och appar för Windows, Android och iOS"] == ["RA", "CI"]
    assert rows["Alla program och operativsystem säkerhetsuppdateras regelbundet, enligt överenskommen rutin"] == [
        "RA",
        "C",
    ]
    choice = "Uppdateringar stör så lite som möjligt, och vid större uppdateringar bör användaren kunna välja när"
    assert rows[choice] == ["RA", "C"]


@pytest.mark.rule("R-070", "R-224", "R-225", "R-228")
def test_application_operation_has_its_functions_its_limits_and_sixteen_rows(client_as: SignIn) -> None:
    browser = client_as("anders")
    page = browser.get("/tjanster/applikationsdrift")
    assert INCLUDED in page.text
    assert headings(page, "ingar") == [
        "Övervakning", "Hantering av avvikelser", "Incidenthantering", "Problemidentifiering", "Tjänsteförfrågan",
        "Stopp och start", "Övervakning av integrationer", "Larm till avtalade kontakter", "Driftdokumentation",
        "Incidentrapporter", "Patchning", "Versionsuppgradering", "Säkerhetskopiering och återställning",
    ]  # fmt: skip
    steps = next(h for h in page.soup.select("h2") if h.get_text() == "Så hanteras en avvikelse").find_next("ul")
    assert isinstance(steps, Tag)
    assert len(steps.find_all("li")) == 8
    rows = table(page)
    assert len(rows) == 16
    assert ("Definiera larmsättningFör applikation och integration", "CI", "RA") in rows
    assert ("Incidenthantering enligt rutinbeskrivning", "R", "RA") in rows
    assert ("Applicering av versionsuppgraderingStörre uppdateringar och förändringar", "RA", "RCI") in rows
    form = browser.get("/begar/applikationsdrift")
    for note in ("Helhetsansvar", "leverantören anlitas"):
        assert note.lower() in page.text.lower()
    assert "helhetsansvar" in form.text
    assert "Vid flytt av databas" in form.text


@pytest.mark.rule("R-073", "R-235", "R-236", "R-240")
def test_servers_list_their_tasks_and_say_that_the_funding_is_not_confirmed(client_as: SignIn) -> None:
    page = client_as("anders").get("/tjanster/servrar")
    for task in (
        "sätts upp i datacentret",
        "Windows Server",
        "processor, disk och trafik",
        "säkerhetsloggar",
        "Säkerhetskopior",
    ):
        assert task in page.text
    assert headings(page, "ingar") == [
        "Säkerhetskopiering och återställning", "Behörighet", "Dokumentation", "Incidenthantering", "Lagring",
        "Serverinstallation", "Service och underhåll", "Säkerhet", "Versionsuppgradering",
    ]  # fmt: skip
    assert "Ingår, men är inte bekräftat" in page.text
    assert "Virtuell server Betalas av: IT" in page.text
    assert "Att den ingår i medlemsbidraget är inte bekräftat" in page.text
    for word in ("transaktionsloggar", "filservrar", "administratörer", "Firmware", "bråttom läggs in utanför planen"):
        assert word in page.text


@pytest.mark.rule("R-232", "R-233")
def test_the_network_page_lists_what_is_watched_and_whose_the_cables_are(client_as: SignIn) -> None:
    page = client_as("karin").get("/tjanster/natverk")
    assert headings(page, "ingar") == [
        "Internetanslutning", "VPN", "Övervakning av trafiken", "Säkerhet", "Incidenthantering", "Problemidentifiering",
        "Tjänsteförfrågan", "Livscykelhantering",
    ]  # fmt: skip
    for word in ("intrång", "flaskhalsar", "lagar och regler", "felsöka", "kapaciteten", "segment", "brandväggar"):
        assert word in page.text
    assert "Fiber fram till byggnaden: att dra och sköta den är varje kommuns ansvar." in page.text
    assert "Nät i byggnaden" in page.text


@pytest.mark.rule("R-016", "R-022", "R-104", "R-107", "R-031", "R-086")
def test_governance_names_the_ways_the_model_and_its_roles(client_as: SignIn) -> None:
    browser = client_as("karin")
    ways = browser.get("/tjanster/sa-fattas-besluten").text
    path = ["KC/KD informeras", "fackliga organisationerna", "IT-nämnden beslutar"]
    assert [ways.index(step) for step in path] == sorted(ways.index(step) for step in path)
    model = browser.get("/tjanster/samverkansmodellen").text
    for word in ("PM3", "Objektägare", "Objektledare i verksamheten", "Objektledare IT", "Systemförvaltare"):
        assert word in model
    assert "utgår från verksamhetens behov" in model
    assert "gemensamt ansvar" in browser.get("/tjanster/sakerhet").text
    listed = client_as("anders").get("/begar").text
    assert "Utvecklingsärende" in listed
    assert "Den som driver utvecklingen i verksamheten" in browser.get("/tjanster/digitalisering-och-ai").text
    assert "Vem driver utvecklingen i verksamheten?" in {field.label for field in forms()["utveckling"].fields}


@pytest.mark.rule("R-113", "R-122")
def test_the_page_of_premises_says_whose_the_diesel_and_the_fibre_are(client_as: SignIn) -> None:
    page = client_as("karin").get("/tjanster/lokaler")
    diesel = next(h for h in page.soup.select("h2") if h.get_text() == "Reservkraft med dieselaggregat").find_next("p")
    assert isinstance(diesel, Tag)
    for word in ("Kommunen eller dess fastighetsbolag", "underhåll", "investeringar", "avtal", "tester"):
        assert word in diesel.get_text()
    assert "IT sköter dem helt, och de ingår i medlemsbidraget" in page.text
    assert "Kylanläggning och brandskydd i IT-utrymmen sköter IT" in page.text
    assert "fiber och nät i byggnader är varje kommuns ansvar" in page.text


@pytest.mark.rule("R-019")
def test_the_infrastructure_is_a_list_of_its_parts_and_no_drawing(client_as: SignIn) -> None:
    browser = client_as("karin")
    assert "/tjanster/infrastruktur" in {str(a["href"]) for a in browser.get("/hjalp").soup.select("main a")}
    page = browser.get("/tjanster/infrastruktur")
    assert headings(page, "delar") == [
        "Nätverk", "Fjärråtkomst och samarbete", "Servrar", "Klientplattform", "Integrationsplattform",
        "Identitet och behörighet", "Lagring av filer", "Säkerhetskopiering", "Serverrum med batteribackup",
    ]  # fmt: skip
    assert not page.soup.select("main img, main canvas, main svg[role='img']")


@pytest.mark.rule("R-007")
def test_the_rules_have_version_day_owner_and_a_log_of_changes(client_as: SignIn) -> None:
    page = client_as("karin").get("/regler")
    facts = {dt.get_text(): dt.find_next("dd") for dt in page.soup.select("[aria-labelledby='utgavan'] dt")}
    told = {term: value.get_text() if value else "" for term, value in facts.items()}
    assert told["Utgåva"] == "2026"
    assert told["Gäller från"] == "torsdag 1 januari 2026"
    assert "Förvaltningschef IT" in told["Ägare"]
    log = page.soup.select("[aria-labelledby='andringar'] li")
    assert "Accesspunkter räknas från budget 2026" in log[0].get_text()
    assert all("rad " in change.get_text() for change in log)


def test_searching_leads_to_services_from_the_list_the_shop_and_the_glossary(client_as: SignIn) -> None:
    browser = client_as("karin")
    for address, word in (("/tjanster", "wifi"), ("/sortiment", "wifi"), ("/ordlista", "VPN")):
        found = browser.get(f"{address}?q={word}")
        assert found.soup.select("main a[href='/tjanster/natverk']"), address
    assert browser.get("/tjanster?q=xyzzy").soup.select_one(".empty")
    assert "Nätverk, wifi och VPN" in browser.fragment("/tjanster?q=wifi").html
    assert browser.get("/tjanster/finns-inte", status=404)
