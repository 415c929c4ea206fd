"""What the agreement says of cables, cabinets and capacity, where people ask for a connection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from catalogue.edition import load, organisations
from catalogue.request_files import load as forms
from catalogue.rulebook import Wish, judge
from catalogue.terms import Channel, Payer, Role, Segment
from tests.client import ShopClient

SignIn = Callable[[str], ShopClient]


@pytest.mark.rule("R-118", "R-120")
def test_the_form_of_an_access_point_says_who_mounts_what_and_ends_with_its_configuration(client_as: SignIn) -> None:
    form = forms()["accesspunkt"]
    assert not form.field("hjalp").required
    configured = next(task for task in form.tasks if task.key == "configured")
    assert configured.demanded
    assert "centrala verktyget" in configured.label
    text = client_as("anders").get("/begar/accesspunkt").text
    assert "varken monterar det eller anvisar var det ska sitta. Det gör fastighetsägaren" in text
    assert "Fastighetsvärd eller vaktmästare" in text
    assert "IT monterar aktiv utrustning i skåp som fastighetsägaren har satt upp" in (
        client_as("anders").get("/begar/internetanslutning").text
    )


@pytest.mark.rule("R-115")
@pytest.mark.parametrize("kind", ["access_point", "switch", "firewall"])
def test_no_unit_pays_for_active_network_equipment(kind: str) -> None:
    edition = load()
    assert Channel.SHOP not in edition.kinds[kind].channels
    for organisation in organisations():
        for segment in Segment:
            for on in (dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2027, 6, 1)):
                wish = Wish(
                    kind=kind, on=on, segment=segment, organisation=organisation.key, roles=frozenset(Role),
                    quantity=3, unit_price=600_000,
                )  # fmt: skip
                verdict = judge(wish, edition)
                assert verdict.payer in (Payer.SHARED, Payer.INVEST)
                assert verdict.unit_cost == 0


@pytest.mark.rule("R-105")
def test_the_model_its_leads_and_its_templates_are_included(client_as: SignIn) -> None:
    page = client_as("karin").get("/tjanster/verksamhetssystem")
    terms = [term.get_text(strip=True) for term in page.soup.select("[aria-labelledby='ingar'] dt")]
    assert terms == ["Utbildning", "Objektledare IT", "Struktur och mallar"]
    assert "ingår i medlemsbidraget" in page.text


@pytest.mark.rule("R-074", "R-085")
def test_a_business_system_is_asked_for_sign_in_and_integrations_and_names_who_owns_the_information() -> None:
    form = forms()["verksamhetssystem"]
    needs = form.field("inloggning")
    assert needs.required
    assert set(needs.choices) == {"sso", "register", "integration", "nej"}
    assert needs.when is None
    owner = form.field("informationsagare")
    assert (owner.required, owner.when) == (True, None)
    assert owner in form.missing({"system": "Prov"})
