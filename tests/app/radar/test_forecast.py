"""The forecast counts what falls due by each clock, in scenarios too, and leads from every number to its devices."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item
from app.assortment.queries import shelf
from app.db import begin_write
from app.devices.models import Renewal
from app.identity.models import Person, Unit
from app.radar.queries import lots
from tests.app.delivery.making import ordered
from tests.app.devices.making import device
from tests.client import Page, ShopClient
from tests.databases import MOMENT

SignIn = Callable[[str], ShopClient]
HERE = "/ekonomi/prognoser/utbyte"
PLANNED = "Enheter som ska bytas, år för år"


def cells(page: Page, *names: str) -> list[str]:
    """The counts of the one row that names all these, without the money under them."""
    for small in page.soup.select("tr[data-row] small"):
        small.extract()
    rows = [row for row in page.soup.select("tr[data-row]") if all(name in row.get_text(" ") for name in names)]
    assert len(rows) == 1, [row.get_text(" ") for row in rows]
    return [" ".join(cell.get_text(" ").split()) for cell in rows[0].select("td")][:8]


def price_of(session: Session, kind: str) -> int:
    price = lots.prices(shelf(session))[kind].price
    session.rollback()
    return price


@pytest.mark.rule("R-136")
@pytest.mark.rule("R-163")
def test_six_years_of_access_points_and_old_tablets_stand_in_the_forecast(client_as: SignIn, session: Session) -> None:
    for number, year in enumerate((2027, 2027, 2031, 2033), start=1):
        device(
            session, "karin", number, kind="access_point", device_class="access_point", holder_id=None,
            planned_end=dt.date(year, 5, 1), planned_months=60,
        )  # fmt: skip
    device(session, "sara", 5, kind="pupil_tablet", device_class="tablet", planned_end=dt.date(2026, 2, 1))
    device(session, "karin", 6, planned_end=dt.date(2029, 2, 1), state="written_off")
    page = client_as("omar").get("/it/prognos")
    assert "Någon beställer" in page.text
    assert "Dator för personal" not in [row.th.get_text() for row in page.soup.select("tr[data-row]") if row.th]
    assert cells(page, "Accesspunkt") == ["Laxå", "", "2", "", "", "", "1", ""]
    assert cells(page, "Elevplatta") == ["Askersund", "1", "", "", "", "", "", ""]
    exported = client_as("elin").get("/it/prognos/export.csv").answer.get_data(as_text=True)
    assert "Accesspunkt;Laxå;0;2;0;0;0;1;0" in exported


@pytest.mark.rule("R-234")
def test_switches_stand_in_the_forecast_five_years_after_they_came(client_as: SignIn, session: Session) -> None:
    unit = sa.select(Unit.name).join(Person, Person.unit_id == Unit.id).where(Person.subject == "karin")
    typed = {
        "sort": "switch", "modell": "Switch 24 portar", "serienummer": "SW240001", "organisation": "laxa",
        "innehavare": session.scalars(unit).one(), "togs_emot": "2023-05-02", "hanterad": "y",
    }  # fmt: skip
    session.rollback()
    nils = client_as("nils")
    assert nils.post("/it/enheter/ny", typed).status == 303
    assert nils.post("/it/enheter/ny", typed | {"serienummer": "SW240002", "togs_emot": "2019-05-02"}).status == 303
    page = client_as("omar").get(HERE)
    assert "Inget pris finns för switch" in page.text
    assert cells(page, "Switch") == ["Laxå", "1", "", "1", "", "", "", ""]
    priced = client_as("omar").get(f"{HERE}?pris-switch=12+000")
    assert "24 000 kr" in priced.text.replace("\xa0", " ")


@pytest.mark.rule("R-048")
@pytest.mark.rule("R-127")
def test_a_number_leads_to_its_devices_by_every_clock_and_in_a_scenario(client_as: SignIn, session: Session) -> None:
    kinds = {"kind": "staff_mac", "planned_months": 72}
    device(session, "karin", 1, in_service_on=dt.date(2026, 3, 15), planned_end=dt.date(2030, 3, 15))
    device(session, "karin", 2, **kinds, in_service_on=dt.date(2022, 3, 15), planned_end=dt.date(2028, 3, 15))
    device(session, "maria", 3, **kinds, in_service_on=dt.date(2022, 3, 15), planned_end=dt.date(2028, 3, 15))
    device(session, "karin", 4, kind="mobile_phone", device_class="phone", planned_end=None, payer="direct")
    elin = client_as("elin")
    for asked, year, tags in (
        ("", 2028, {"LAX-PC-00002", "LAX-PC-00003"}),
        ("organisation=laxa", 2028, {"LAX-PC-00002"}),
        ("liv-staff_mac=1", 2029, {"LAX-PC-00002", "LAX-PC-00003"}),
        ("klocka=avskrivning&sort=staff_mac", 2026, {"LAX-PC-00002", "LAX-PC-00003"}),
        ("klocka=garanti&sort=staff_pc", 2029, {"LAX-PC-00001"}),
        ("liv-mobile_phone=3", 2029, {"LAX-PC-00004"}),
    ):
        page = elin.get(f"{HERE}?{asked}")
        heads = [th.get_text() for th in page.soup.select("tr.sum")[0].find_parent("table").select("thead th")]
        cell = page.soup.select("tr.sum")[0].select("td")[heads.index(str(year)) - 1]
        behind = elin.get(str(cell.select_one("a")["href"]))
        shown = {row.th.get_text().split("Bär")[0].strip() for row in behind.soup.select("tr[data-row]")}
        assert shown == tags, asked
        assert cell.a.get_text() == str(len(tags)), asked
    mac = price_of(session, "staff_mac")
    book = elin.get(f"{HERE}.xlsx?visa=sort&liv-staff_mac=1&pris=8").answer.get_data()
    rows = list(openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True))
    assert rows[0][2:5] == ("2026", "2027", "2028")
    assert next(row for row in rows if row[0] == "Mac för personal")[12] == 2 * (mac * 108 // 100) / 100


def test_what_cannot_be_read_is_said_and_left_out(client_as: SignIn, session: Session) -> None:
    device(session, "karin", 1)
    device(session, "karin", 2, planned_end=None, in_service_on=None, state="ready", holder_id=None)
    page = client_as("elin").get(f"{HERE}?pris=mycket&pris-staff_pc=dyrt&liv-staff_pc=99&fram=x&visa=y&klocka=z")
    assert "Prisändringen ska vara ett helt antal procent" in page.text
    assert "Skriv priset i kronor" in page.text
    assert "1 enhet saknar planerat slut." in page.text.replace("\xa0", " ")
    missing = client_as("elin").get(f"{HERE}/saknas")
    assert [row.th.get_text()[:12] for row in missing.soup.select("tr[data-row]")] == ["LAX-PC-00002"]
    client_as("elin").get(f"{HERE}/enheter?ar=2040", status=404)
    client_as("karin").get(HERE, status=403)


@pytest.mark.rule("R-161")
def test_what_is_replaced_is_left_out_and_drafts_and_orders_are_told(client_as: SignIn, session: Session) -> None:
    for number, state in enumerate(("draft", "ordered", "delivered"), start=1):
        old = device(session, "karin", number, planned_end=dt.date(2027, 1, 10))
        new = device(session, "karin", number + 10, planned_end=dt.date(2031, 1, 10))
        begin_write(session)
        session.add(
            Renewal(
                device_id=old.id, holder_name="Karin Lund", unit_id=old.unit_id, organisation_id=old.organisation_id,
                due_on=dt.date(2027, 1, 10), planned_at=MOMENT, state=state,
                new_device_id=new.id if state == "delivered" else None,
                new_done_at=MOMENT if state == "delivered" else None,
            )
        )  # fmt: skip
        session.commit()
    ordered(session, "karin", "staff_pc", "staff_pc")
    page = client_as("omar").get(HERE)
    assert "Dator för personal: 2 beställda och inte lämnade än" in page.text
    assert "1 beställda 1 utkast" in page.text
    assert cells(page, "Dator för personal") == ["Laxå", "", "2", "", "", "", "3", ""]


@pytest.mark.rule("R-028")
def test_models_past_their_support_are_flagged_where_they_are_counted_and_where_they_are_edited(
    client_as: SignIn, session: Session
) -> None:
    item = session.scalars(sa.select(Item).where(Item.kind == "staff_pc").order_by(Item.id)).first()
    assert item is not None
    slug, name, item_id = item.slug, item.name, item.id
    device(session, "karin", 1, item_id=item_id)
    device(session, "karin", 2, model=name)
    device(session, "karin", 3, model="Något annat")
    omar = client_as("omar")
    form = omar.get(f"/redigera/sortiment/{slug}/andra").form(f"/redigera/sortiment/{slug}/andra")
    assert omar.post(f"/redigera/sortiment/{slug}/andra", form | {"supported_until": "2026-10-14"}).status == 303
    page = client_as("elin").get(HERE)
    assert "2 utan stöd" in page.text
    assert f"{name} 2026-10-14 Har upphört" in page.text
    shown = client_as("elin").get(f"{HERE}/utan-stod")
    assert len(shown.soup.select("tr[data-row]")) == 2
    listed = omar.get("/redigera/sortiment?behover=support_ended")
    assert [row.a.get_text() for row in listed.soup.select("tr[data-row]")] == [name]
    assert "Tillverkarens stöd har upphört" in listed.soup.select("tr[data-row]")[0].get_text()
    assert omar.get(f"/redigera/sortiment/{slug}/andra").field("supported_until") == "2026-10-14"


@pytest.mark.rule("R-198")
@pytest.mark.rule("R-203")
def test_the_share_of_managed_devices_stands_for_each_class(client_as: SignIn, session: Session) -> None:
    for number, managed in enumerate((True, True, False), start=1):
        device(session, "karin", number, managed=managed)
    device(session, "karin", 4, device_class="phone", kind="mobile_phone")
    device(session, "karin", 5, device_class="phone", kind="mobile_phone", managed=False, state="written_off")
    page = client_as("omar").get("/it/prognos")
    shown = [" ".join(each.get_text(" ").split()) for each in page.soup.select("#hanteras ~ ul.kpi li")]
    assert shown == ["Dator 66 % 2 av 3", "Mobiltelefon 100 % 1 av 1", "Surfplatta 0 % 0 av 0"]


@pytest.mark.rule("R-127")
def test_municipalities_units_and_devices_give_the_same_sums(client_as: SignIn, session: Session) -> None:
    for number, (who, year) in enumerate((("karin", 2027), ("maria", 2027), ("sara", 2029), ("omar", 2024)), start=1):
        device(session, who, number, planned_end=dt.date(year, 3, 1))
    elin = client_as("elin")
    sums, found = set(), {}
    for cut in ("", "kommun", "enhet", "sort"):
        page = elin.get(f"{HERE}?visa={cut}")
        sums.add(" ".join(page.soup.select("tr.sum")[0].get_text(" ").split()))
        links = page.soup.select("tr[data-row] td.num a")
        found[cut] = sum(int(link.get_text()) for link in links)
        behind = [len(elin.get(str(link["href"])).soup.select("tr[data-row]")) for link in links]
        assert behind == [int(link.get_text()) for link in links], cut
    assert len(sums) == 1
    assert set(found.values()) == {4}
