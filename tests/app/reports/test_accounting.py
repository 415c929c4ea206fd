"""From an order to the ledger: booked once, handed over once, traced back, re-coded without losing anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import begin_write
from app.identity.models import CostCentre, Organisation, RoleGrant
from app.orders.models import OrderLine
from app.reports.actions import anything, post
from app.reports.models import AccountingExport, AccountingRow
from app.ware_returns.models import WareReturn
from catalogue.invoices import Kind
from catalogue.posting import Account
from tests.app.invoicing.making import credited, issued
from tests.app.licences.making import POWER_BI, licence
from tests.app.orders.making import HEADSET, fill, lines, place, submit
from tests.catalogue.invoice_scenes import line
from tests.catalogue.sie_reading import ore, read
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

SignIn = Callable[[str], ShopClient]
ACCOUNTS = {"goods": "6431", "licence": "6451", "vat": "1641", "owed": "2991", "rounding": "3740"}
PERIOD = {"organisation": "laxa", "fran": "2026-11-01", "till": "2026-11-30"}
ASKED = "organisation=laxa&fran=2026-11-01&till=2026-11-30"


def split_order(session: Session, anders: ShopClient) -> OrderLine:
    """A headset of Stenebergsskolan that the chancery bears a third of."""
    fill(anders, HEADSET)
    centre = session.scalars(sa.select(CostCentre.id).where(CostCentre.code == "11000")).one()
    session.rollback()
    form = anders.get("/kassa?andra=kontering&delar=2").form("/kassa/uppgifter")
    anders.post("/kassa/uppgifter", form | {"andel": "66,67", "kontering_2": str(centre), "andel_2": "33,33"})
    return lines(session, submit(anders).location.split("/")[-1].split("?")[0])["headset"]


def deliver(session: Session, *line_ids: int) -> None:
    """What a supplier brought, without the way there."""
    values = {"state": "delivered", "delivered_at": MOMENT}
    session.rollback()
    begin_write(session)
    session.execute(sa.update(OrderLine).where(OrderLine.id.in_(line_ids)).values(values))
    session.commit()


def book(session: Session) -> int:
    session.rollback()
    begin_write(session)
    made = post(session, at=MOMENT)
    session.commit()
    return made


def booked(session: Session) -> list[tuple[str, str, int, int]]:
    session.rollback()
    rows = session.scalars(sa.select(AccountingRow).order_by(AccountingRow.id))
    return [(row.kind, row.codes.get("ansvar", ""), row.net, row.vat) for row in rows]


def shown(elin: ShopClient) -> dict[str, str]:
    """What the button sends of a period as it is shown."""
    return PERIOD | {"sett": elin.get(f"/ekonomi/export?{ASKED}").field("sett")}


def hand_over(elin: ShopClient) -> None:
    page = elin.post("/ekonomi/export", shown(elin))
    assert page.status == 303, page.text[:300]


def test_what_a_supplier_brought_is_booked_on_the_units_codes_and_handed_over_once(
    client_as: SignIn, session: Session
) -> None:
    """The file is read back: every voucher balances, and its sums are those of the rows, the page and the order."""
    bought, elin = split_order(session, client_as("anders")), client_as("elin")
    assert "Inget är kvar" in elin.get(f"/ekonomi/export?{ASKED}").text
    deliver(session, bought.id)
    assert (anything(session), book(session), book(session), anything(session)) == (True, 2, 0, False)
    parts = [("delivery", "41200", 86_004, 21_501), ("delivery", "11000", 42_996, 10_749)]
    assert booked(session) == parts
    assert "Konton saknas" in elin.get(f"/ekonomi/export?{ASKED}").text
    assert elin.post("/ekonomi/export/konton/laxa", {"goods": "sex"}).status == 422
    assert elin.post("/ekonomi/export/konton/laxa", {**ACCOUNTS, "fran": "2026-01-01"}).status == 303
    page = elin.get(f"/ekonomi/export?{ASKED}")
    assert "1 verifikat, 2 rader. Debet och kredit är lika." in page.text
    hand_over(elin)
    session.rollback()
    made = session.scalars(sa.select(AccountingExport)).one()
    data = elin.get(f"/ekonomi/export/{made.id}.si").answer.data
    session.rollback()
    assert data == elin.get(f"/ekonomi/export/{made.id}.si").answer.data == made.data
    found = read(data)
    assert found.labels["#FNAMN"] == [["Laxå kommun"]]
    assert ["1", "41200", "Stenebergsskolan"] in found.labels["#OBJEKT"]
    ((_head, entries),) = found.vouchers
    assert [(entry[0], entry[1], ore(entry[2])) for entry in entries] == [
        ("6431", ["1", "41200", "20", "4400"], 86_004), ("6431", ["1", "11000", "20", "9110"], 42_996),
        ("1641", [], 32_250), ("2991", [], -161_250),
    ]  # fmt: skip
    assert "Inget är kvar" in elin.get(f"/ekonomi/export?{ASKED}").text
    assert elin.post("/ekonomi/export", PERIOD | {"sett": page.field("sett")}).status == 422
    table = elin.get(f"/ekonomi/export/{made.id}.csv").answer.get_data(as_text=True)
    assert "6431;41200;4400;;;;860,04;215,01" in table
    assert elin.get(f"/ekonomi/export/{made.id}.xlsx").answer.data[:2] == b"PK"


def test_what_came_after_it_was_shown_is_not_handed_over_unseen(client_as: SignIn, session: Session) -> None:
    karin, elin = client_as("karin"), client_as("elin")
    first, second = (lines(session, place(karin, HEADSET))["headset"].id for _time in range(2))
    deliver(session, first)
    book(session)
    elin.post("/ekonomi/export/konton/laxa", ACCOUNTS)
    form = shown(elin)
    deliver(session, second)
    book(session)
    refused = elin.post("/ekonomi/export", form)
    assert (refused.status, "nya händelser" in refused.text) == (422, True)
    assert session.scalar(sa.select(sa.func.count()).select_from(AccountingExport)) == 0


def test_a_line_is_recoded_and_a_credit_follows_the_new_codes(
    client_as: SignIn, session: Session, people: People
) -> None:
    """What stood is taken back and put on other codes; nothing that was booked or handed over changes."""
    bought, elin = split_order(session, client_as("anders")), client_as("elin")
    line_id, facts = bought.id, {"order_id": bought.order_id, "line_id": bought.id, "supplier_id": bought.supplier_id}
    facts |= {"organisation_id": bought.organisation_id, "name": bought.name, "requested_by": people["anders"].id}
    deliver(session, line_id)
    book(session)
    address = f"/ekonomi/spar/rader/{line_id}/omkontera"
    form = elin.get(address).form(address)
    centre = session.scalars(sa.select(CostCentre.id).where(CostCentre.code == "41000")).one()
    session.rollback()
    assert elin.post(address, form | {"kostnadsstalle": str(centre)}).status == 422
    wanted = form | {"kostnadsstalle": str(centre), "skal": "Förvaltningen betalar"}
    assert elin.post(address, wanted).status == 303
    assert elin.post(address, wanted).status == 422, "somebody re-coded it meanwhile"
    assert booked(session)[2:] == [
        ("recoding", "41200", -86_004, -21_501), ("recoding", "11000", -42_996, -10_749),
        ("recoding", "41000", 129_000, 32_250),
    ]  # fmt: skip
    session.rollback()
    begin_write(session)
    session.add(
        WareReturn(
            number="R1", token="t", quantity=1, reason="wrong", requested_at=MOMENT, requester_name="Anders Ek",
            send_by=MOMENT.date(), state="credited", state_at=MOMENT, expected=129_000, credited=129_000,
            credit_note="K-77", credited_at=MOMENT, **facts,
        )
    )  # fmt: skip
    session.commit()
    assert book(session) == 1
    assert booked(session)[5:] == [("credit", "41000", -129_000, -32_250)]
    assert sum(net for _kind, _code, net, _vat in booked(session)) == 0
    history = client_as("anders").get("/bestallningar/2026-00001").text
    assert "konterades om till Ansvar 41000, verksamhet 4000" in history


def test_a_sum_is_traced_to_order_approver_and_receipt(client_as: SignIn, session: Session) -> None:
    bought, elin = split_order(session, client_as("anders")), client_as("elin")
    deliver(session, bought.id)
    book(session)
    page = elin.get(f"/ekonomi/spar?{ASKED}&slag=delivery&betalare=direct")
    assert page.soup.select_one("tr[data-row] a[href='/bestallningar/2026-00001']")
    assert "Levererad 23 november 2026" in page.text
    assert "1 290" in page.text.replace("\u00a0", " ")
    assert "Inget bokfört" in elin.get("/ekonomi/spar?organisation=hallsberg").text
    rows = elin.get(f"/ekonomi/spar.csv?{ASKED}").answer.get_data(as_text=True).splitlines()
    assert len(rows) == 3
    assert "Ansvar 11000, verksamhet 9110;429,96;107,49;2026-00001" in rows[1] + rows[2]


@pytest.mark.rule("R-080")
def test_a_recharge_is_carried_by_what_its_licence_was_ordered_on(
    client_as: SignIn, session: Session, people: People
) -> None:
    """Row by row the sums are the invoice's; its credit note takes them back; a contribution has its own account."""
    anders = client_as("anders")
    fill(anders, POWER_BI)
    centre = session.scalars(sa.select(CostCentre.id).where(CostCentre.code == "11000")).one()
    session.rollback()
    form = anders.get("/kassa?andra=kontering&delar=2").form("/kassa/uppgifter")
    anders.post("/kassa/uppgifter", form | {"andel": "50", "kontering_2": str(centre), "andel_2": "50"})
    ordered = lines(session, submit(anders).location.split("/")[-1].split("?")[0])["m365_addon"].id
    held = licence(session, "karin", line_id=ordered)
    named = line("Power BI", "100.01", "1", sources=(f"licence:{held.id}:2026-11",))
    invoice = issued(session, named, line("Merkostnad", "10.00", "1", accounting="Ansvar 41000, verksamhet 4000"))
    credited(session, invoice)
    issued(session, line("Medlemsbidrag", "5000.00", "1"), key="test:2", kind=Kind.CONTRIBUTION)
    book(session)
    rows = [(kind, code, net) for kind, code, net, _vat in booked(session)]
    assert rows[:3] == [("invoice", "41200", 5_001), ("invoice", "11000", 5_000), ("invoice", "41000", 1_000)]
    assert [net for kind, _code, net in rows if kind == "credit_note"] == [-5_001, -5_000, -1_000]
    assert rows[-1] == ("invoice", "", 500_000)
    sums = sa.select(sa.func.sum(AccountingRow.vat)).where(
        AccountingRow.kind == "invoice", AccountingRow.sort == "licence"
    )
    assert session.scalar(sums) == invoice.vat
    unit_id = people["anders"].unit_id
    page = client_as("elin").get(f"/ekonomi/spar?{ASKED}&enhet={unit_id}&slag=invoice&betalare=unit")
    assert "Power BI" in page.text
    assert page.soup.select_one(f"a[href='/ekonomi/fakturor/{invoice.number}']")
    assert page.soup.select_one("a[href='/bestallningar/2026-00001']")


def test_pages_of_a_trace_follow_each_other(
    client_as: SignIn, session: Session, count_queries: Callable[[], list[str]]
) -> None:
    of = session.scalars(sa.select(Organisation.id).where(Organisation.key == "laxa")).one()
    session.add_all(
        AccountingRow(
            organisation_id=of, booked_on=dt.date(2026, 11, 1 + number % 3), kind="delivery", sort=Account.GOODS,
            payer="direct", source="invoice", source_id=number, position=1, document=f"D{number:03d}", text="Sak",
            codes={}, net=number, vat=0, posted_at=MOMENT,
        )
        for number in range(120)
    )  # fmt: skip
    session.commit()
    elin, path, seen = client_as("elin"), f"/ekonomi/spar?{ASKED}", []
    asked = count_queries()
    while path:
        asked.clear()
        page = elin.get(path)
        assert len(asked) <= 6
        seen += [row.th.a.get_text() for row in page.soup.select("tr[data-row]")]
        older = page.soup.select_one("a[href*='efter=']")
        path = str(older["href"]) if older else ""
    assert (len(seen), len(set(seen))) == (120, 120)


def test_an_economist_of_one_municipality_reads_and_hands_over_only_its_own(
    client_as: SignIn, session: Session, people: People
) -> None:
    line_id, elin = split_order(session, client_as("anders")).id, client_as("elin")
    deliver(session, line_id)
    book(session)
    elin.post("/ekonomi/export/konton/laxa", ACCOUNTS)
    hand_over(elin)
    made = session.scalars(sa.select(AccountingExport.id)).one()
    hallsberg = session.scalars(sa.select(Organisation.id).where(Organisation.key == "hallsberg")).one()
    jonas_id = people["jonas"].id
    session.rollback()
    begin_write(session)
    grant = RoleGrant(
        person_id=jonas_id, role="finance", organisation_id=hallsberg, valid_from=dt.date(2026, 1, 1),
        valid_to=None,
    )  # fmt: skip
    session.add(grant)
    session.commit()
    jonas = client_as("jonas")
    for path in (
        f"/ekonomi/export/{made}.si",
        "/ekonomi/export/konton/laxa",
        f"/ekonomi/spar/rader/{line_id}/omkontera",
    ):
        jonas.get(path, status=404)
    assert jonas.post("/ekonomi/export", PERIOD | {"sett": "0-0"}).status == 404
    assert jonas.post("/ekonomi/export/konton/laxa", ACCOUNTS).status == 404
    assert jonas.post(f"/ekonomi/spar/rader/{line_id}/omkontera", {}).status == 404
    assert "Headset" not in jonas.get("/ekonomi/spar").text
    assert len(jonas.get("/ekonomi/spar.csv").answer.get_data(as_text=True).splitlines()) == 1
