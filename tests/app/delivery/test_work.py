"""IT's work list and the install checklist, through HTTP."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.delivery.models import Step
from app.devices.models import Device
from app.orders.models import Order, OrderLine
from app.outbox import Letter
from tests.app.delivery.making import ordered
from tests.client import Page, ShopClient

SignIn = Callable[[str], ShopClient]
Anew = Callable[[OrderLine], OrderLine]
QUEUE = "/it/koer/it_workplace"


def act(browser: ShopClient, verb: str, *lines: OrderLine, queue: str = QUEUE) -> Page:
    """Mark rows and press a button."""
    return browser.post(queue, {"atgard": verb, "rad": [str(line.id) for line in lines]})


def tick(browser: ShopClient, line: OrderLine, *steps: str) -> Page:
    """Tick steps of a checklist."""
    return browser.post(f"/it/installationer/{line.id}", {"steg": list(steps)})


def received(browser: ShopClient, session: Session, person: str = "karin") -> OrderLine:
    """A computer that has been received and is being installed."""
    [laptop] = ordered(session, person, "staff_pc", state="sourced")
    address = f"/it/leveranser/{laptop.id}"
    browser.post(address, browser.get(address).form(address) | {"serie-0": "5CG1234ABC"})
    return laptop


@pytest.mark.rule("R-211")
@pytest.mark.rule("R-221")
def test_a_computer_goes_all_the_way_to_its_user(omar: ShopClient, session: Session, anew: Anew) -> None:
    laptop = received(omar, session)
    assert tick(omar, laptop, "installed").status == 303
    assert anew(laptop).state == "installing"
    tick(omar, laptop, "managed", "verified")
    assert anew(laptop).state == "ready"
    assert act(omar, "lamna-ut", laptop).status == 303
    line = anew(laptop)
    assert (line.state, line.delivered_at is not None) == ("delivered", True)
    device = session.scalars(sa.select(Device)).one()
    assert device.state == "active"
    assert device.in_service_on.isoformat() == "2026-11-23"
    assert device.planned_end.isoformat() == "2030-11-23"
    keys = set(session.scalars(sa.select(Letter.key)))
    assert keys == {f"ready:{line.id}", f"delivered:{line.id}"}
    assert list(history.verify(session)) == []
    assert {step.done_by for step in session.scalars(sa.select(Step))} == {
        session.scalar(sa.select(history.HistoryEntry.actor_id).where(history.HistoryEntry.event == "delivery.step"))
    }


@pytest.mark.rule("R-221")
def test_nothing_is_handed_over_before_it_is_verified(omar: ShopClient, session: Session, anew: Anew) -> None:
    laptop = received(omar, session)
    tick(omar, laptop, "installed", "managed")
    page = omar.follow(act(omar, "lamna-ut", laptop))
    assert "Bocka av alla steg" in page.text
    assert omar.post(f"/it/installationer/{laptop.id}/lamna-ut").status == 422
    assert anew(laptop).state == "installing"


@pytest.mark.rule("R-164")
def test_a_phone_cannot_be_delivered_before_enrolment(omar: ShopClient, session: Session, anew: Anew) -> None:
    [phone] = ordered(session, "karin", "mobile_phone", state="sourced")
    page = omar.follow(act(omar, "levererad", phone, queue="/it/koer/leverantor"))
    assert "ska tas emot med serienummer" in page.text
    assert anew(phone).state == "sourced"
    address = f"/it/leveranser/{phone.id}"
    omar.post(address, omar.get(address).form(address) | {"serie-0": "F2LZK1ABCD", "imei-0": "490154203237518"})
    tick(omar, phone, "installed", "verified")
    assert anew(phone).state == "installing"
    tick(omar, phone, "enrolled")
    assert anew(phone).state == "ready"


def test_a_step_is_ticked_once_and_only_from_the_list(omar: ShopClient, session: Session) -> None:
    laptop = received(omar, session)
    tick(omar, laptop, "installed")
    tick(omar, laptop, "installed")
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(Step)) == 1
    assert tick(omar, laptop, "enrolled").status == 422
    assert "Omar Haddad" in omar.get(f"/it/installationer/{laptop.id}").text


def test_a_licence_is_activated_at_once(omar: ShopClient, session: Session, anew: Anew) -> None:
    [licence] = ordered(session, "karin", "m365_elevated")
    act(omar, "aktivera", licence)
    assert anew(licence).state == "delivered"
    story = [entry.event for entry in history.of(session, "order", licence.order_id)]
    assert story == ["delivery.activated", "delivery.begun"]


def test_from_stock_and_back_ordered_and_on_its_way(omar: ShopClient, session: Session, anew: Anew) -> None:
    [laptop] = ordered(session, "karin", "staff_pc")
    for verb, state in (("hamta", "sourced"), ("restnotera", "backordered"), ("pa-vag", "sourced")):
        act(omar, verb, laptop)
        assert anew(laptop).state == state


@pytest.mark.parametrize("verb", ["hamta", "bestall", "aktivera", "levererad", "restnotera", "pa-vag", "lamna-ut"])
def test_what_cannot_be_done_is_said_and_changes_nothing(
    omar: ShopClient, session: Session, anew: Anew, verb: str
) -> None:
    [headset] = ordered(session, "karin", "headset", state="pending_approval")
    page = omar.follow(act(omar, verb, headset))
    assert "2026-00001" in page.text
    assert anew(headset).state == "pending_approval"
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(history.HistoryEntry).where(
        history.HistoryEntry.event.like("delivery.%")
    )) == 0  # fmt: skip


def test_rows_that_can_go_on_when_others_cannot(omar: ShopClient, session: Session, anew: Anew) -> None:
    laptop, licence, sold = ordered(session, "karin", "staff_pc", "m365_elevated", "headset")
    page = omar.follow(act(omar, "hamta", laptop, licence, sold))
    assert "1 tagna från lager" in page.text
    assert page.text.count("kan inte göras klar så") == 2
    assert [anew(line).state for line in (laptop, licence, sold)] == ["sourced", "released", "released"]
    assert list(history.verify(session)) == []


def test_one_row_has_its_own_button(omar: ShopClient, session: Session, anew: Anew) -> None:
    [laptop] = ordered(session, "karin", "staff_pc")
    button = omar.get(QUEUE).soup.select_one("button[name=en]")
    assert button is not None
    assert omar.post(QUEUE, {"en": str(button["value"])}).status == 303
    assert anew(laptop).state == "sourced"


def test_orders_follow_their_lines(omar: ShopClient, session: Session) -> None:
    [licence] = ordered(session, "karin", "m365_elevated")
    act(omar, "aktivera", licence)
    session.rollback()
    assert session.scalar(sa.select(Order.progress)) == "done"


@pytest.mark.parametrize(
    "form",
    [{}, {"atgard": "hamta"}, {"atgard": "radera", "rad": "1"}, {"atgard": "hamta", "rad": "x"}, {"en": "hamta:"}],
)
def test_a_form_that_asks_for_nothing_is_refused_in_words(omar: ShopClient, form: dict[str, str]) -> None:
    assert omar.post(QUEUE, form).status == 422


def test_queues_show_their_own_lines(omar: ShopClient, session: Session) -> None:
    ordered(session, "karin", "staff_pc", "mobile_phone", "headset")
    ours, suppliers = omar.get(QUEUE), omar.get("/it/koer/leverantor")
    assert {len(ours.soup.select("tr[data-row]")), len(suppliers.soup.select("tr[data-row]"))} == {2, 1}
    assert "Headset" in suppliers.text
    assert "Kön är tom" in omar.get("/it/koer/it_infrastructure").text
    omar.get("/it/koer/finns-inte", status=404)
    assert [pill.text for pill in ours.soup.select(".count-pill")] == ["2", "0", "1"]


def test_the_list_is_filtered_by_organisation_and_paged(omar: ShopClient, session: Session) -> None:
    for number in range(60):
        ordered(session, "karin", "staff_pc", number=f"2026-{number:05d}")
    ordered(session, "sara", "staff_pc", number="2026-00099")
    assert len(omar.get(f"{QUEUE}?organisation=askersund").soup.select("tr[data-row]")) == 1
    found = {
        asked: len(omar.get(f"{QUEUE}?{asked}").soup.select("tr[data-row]"))
        for asked in ("q=2026-00099", "q=sara nyb", "q=finns%", "lage=released&q=Sara", "lage=ready", "lage=x")
    }
    assert list(found.values()) == [1, 1, 0, 1, 0, 50]
    assert "Inget i kön passar" in omar.get(f"{QUEUE}?lage=ready").text
    first = omar.get(f"{QUEUE}?organisation=laxa")
    assert len(first.soup.select("tr[data-row]")) == 50
    older = first.soup.select_one("a[rel=next]")
    assert older is not None
    second = omar.get(str(older["href"]))
    assert len(second.soup.select("tr[data-row]")) == 10
    assert "2026-00059" in second.text


def test_what_is_late_is_marked(omar: ShopClient, session: Session) -> None:
    ordered(session, "karin", "staff_pc")
    session.execute(sa.update(OrderLine).values(expected_on=sa.func.date("2026-11-20")))
    session.commit()
    assert omar.get(QUEUE).soup.select_one("td.late") is not None


@pytest.mark.parametrize("person", ["karin", "anders", "petra", "rut", "elin"])
def test_only_it_works_here(client_as: SignIn, session: Session, anew: Anew, person: str) -> None:
    [laptop] = ordered(session, "karin", "staff_pc")
    browser = client_as(person)
    browser.get(QUEUE, status=403)
    assert act(browser, "hamta", laptop).status == 403
    assert tick(browser, laptop, "installed").status == 403
    assert anew(laptop).state == "released"


@pytest.mark.parametrize("rows", [2, 20])
def test_the_list_asks_little_however_long(
    omar: ShopClient, session: Session, count_queries: Callable[[], list[str]], rows: int
) -> None:
    for number in range(rows):
        ordered(session, "karin", "staff_pc", number=f"2026-{number:05d}")
    seen = count_queries()
    omar.get(QUEUE)
    assert len(seen) <= 6, seen


def test_htmx_gets_the_block_alone(omar: ShopClient, session: Session) -> None:
    ordered(session, "karin", "staff_pc")
    piece = omar.fragment(f"{QUEUE}?organisation=laxa")
    assert piece.soup.html is None
    assert len(piece.soup.select("tr[data-row]")) == 1
