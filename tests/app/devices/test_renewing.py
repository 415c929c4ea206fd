"""Age replacement: planned once, picked by the person, closed only when the old one is back or a reason approved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import begin_write
from app.devices import actions
from app.devices.models import Device, DeviceState, Renewal, ReturnDebt
from app.history import Actor
from app.identity.actions.directory import accounts
from app.identity.models import Person
from app.orders.models import Order, OrderLine
from app.outbox import Letter
from catalogue.edition import load as edition
from tests.app.devices.making import device
from tests.client import ShopClient
from tests.databases import MOMENT

SignIn = Callable[[str], ShopClient]
OMAR = Actor(None, "Omar Haddad")
SOON = dt.date(2027, 1, 15)
LATER = dt.date(2027, 6, 1)


def run(session: Session, job: Callable[..., Any], **options: Any) -> Any:
    session.rollback()
    begin_write(session)
    done = job(session, **options)
    session.commit()
    return done


def plan(session: Session, at: dt.datetime = MOMENT) -> int:
    return int(run(session, lambda s: actions.plan_renewals(s, edition(), now=at)))


def renewal(session: Session, number: int = 1) -> Renewal:
    session.rollback()
    return session.scalars(sa.select(Renewal).where(Renewal.device_id == number)).one()


def letters(session: Session, template: str) -> list[dict[str, Any]]:
    session.rollback()
    return [row.payload for row in session.scalars(sa.select(Letter)) if row.payload.get("template") == template]


@pytest.mark.rule("R-161")
@pytest.mark.rule("R-163")
def test_each_due_managed_computer_gets_one_draft_and_tablets_none(session: Session) -> None:
    device(session, "karin", 1, planned_end=SOON)
    device(session, "karin", 2, planned_end=LATER)
    device(session, "karin", 3, planned_end=SOON, managed=False)
    device(session, "sara", 4, planned_end=SOON, kind="pupil_computer", segment="pupil", holder_id=None)
    device(session, "sara", 5, planned_end=dt.date(2026, 1, 1), kind="pupil_tablet", segment="pupil")
    device(session, "karin", 6, planned_end=SOON, kind="staff_tablet", device_class="tablet")
    device(session, "karin", 7, planned_end=SOON, state="in_repair")
    assert plan(session) == 2
    assert plan(session) == 0
    assert set(session.scalars(sa.select(Renewal.device_id))) == {1, 4}
    # Two jobs at once make no second one: the database has one renewal for a device.
    with pytest.raises(sa.exc.IntegrityError):
        run(session, lambda s: s.execute(sa.insert(Renewal).from_select(
            ["device_id", "holder_name", "unit_id", "organisation_id", "due_on", "state", "planned_at", "attempt"],
            sa.select(Renewal.device_id, Renewal.holder_name, Renewal.unit_id, Renewal.organisation_id, Renewal.due_on,
                      Renewal.state, Renewal.planned_at, Renewal.attempt).limit(1))))  # fmt: skip
    to = {letter["to"].split("@")[0] for letter in letters(session, "renewal_planned")}
    assert to == {"karin", "simon"}


def test_the_lead_time_is_each_organisations_own(session: Session) -> None:
    device(session, "karin", 1, planned_end=MOMENT.date() + dt.timedelta(days=61))
    assert plan(session) == 0
    session.execute(sa.text("UPDATE organisation SET settings = '{\"renewal_lead_days\": 90}' WHERE key = 'laxa'"))
    session.commit()
    assert plan(session) == 1


def picked(client_as: SignIn, session: Session) -> ShopClient:
    """Karin's computer is due, and she has picked a new one."""
    device(session, "karin", 1, planned_end=SOON)
    plan(session)
    karin = client_as("karin")
    assert "Dags att byta" in karin.get("/enheter").text
    page = karin.get("/enheter/LAX-PC-00001/utbyte")
    form = page.form("/enheter/LAX-PC-00001/utbyte") | {"val": str(page.soup.select("input[name=val]")[0]["value"])}
    assert karin.post("/enheter/LAX-PC-00001/utbyte", form).status == 303
    return karin


def deliver(session: Session, serial: str = "5CG9999999") -> None:
    """What was ordered comes, is installed and handed over."""
    from app.delivery import actions as delivery  # here, since the room stands above
    from app.delivery.actions import installing

    session.rollback()
    begin_write(session)
    line = session.scalars(sa.select(OrderLine)).one()
    order = session.get_one(Order, line.order_id)
    omar = session.scalars(sa.select(Person).where(Person.subject == "omar")).one()
    by = Actor(omar.id, omar.name)
    session.execute(sa.update(OrderLine).values(state="sourced"))
    session.refresh(line)
    of = (line, order)
    arrival = delivery.Arrival(already=0, quantity=1, units=[actions.Numbers(serial)])
    delivery.receive(session, of, arrival, actor=by, at=MOMENT)
    installing.tick(session, of, installing.checklist(line), actor=by, at=MOMENT)
    installing.hand_over(session, of, actor=by, at=MOMENT)
    session.commit()


@pytest.mark.rule("R-043")
def test_the_person_picks_and_it_costs_the_unit_nothing(client_as: SignIn, session: Session) -> None:
    karin = picked(client_as, session)
    found = renewal(session)
    line = session.scalars(sa.select(OrderLine)).one()
    order = session.get_one(Order, line.order_id)
    assert (found.state, found.order_line_id) == ("ordered", line.id)
    assert (line.unit_cost, line.payer, order.recipient_name) == (0, "invest", "Karin Lund")
    assert order.note == "Åldersutbyte av LAX-PC-00001"
    again = karin.post("/enheter/LAX-PC-00001/utbyte", {"val": "x", "plats": "1"})
    assert again.status in (409, 422)
    assert session.scalars(sa.select(sa.func.count()).select_from(Order)).one() == 1


def test_what_is_declined_may_be_picked_anew(client_as: SignIn, session: Session) -> None:
    karin = picked(client_as, session)
    run(session, lambda s: s.execute(sa.update(OrderLine).values(state="declined")))
    assert run(session, actions.reopen_renewals) == 1
    page = karin.get("/enheter/LAX-PC-00001/utbyte")
    form = page.form("/enheter/LAX-PC-00001/utbyte") | {"val": str(page.soup.select("input[name=val]")[0]["value"])}
    assert karin.post("/enheter/LAX-PC-00001/utbyte", form).status == 303
    assert session.scalars(sa.select(sa.func.count()).select_from(Order)).one() == 2


@pytest.mark.rule("R-161")
@pytest.mark.rule("R-043")
def test_a_swap_closes_when_the_old_serial_is_scanned(client_as: SignIn, session: Session) -> None:
    karin = picked(client_as, session)
    deliver(session)
    found = renewal(session)
    assert (found.state, found.old_done_at) == ("delivered", None)
    page = karin.get("/enheter").text
    assert "Lämna in Bärbar dator 14 tum" in page
    assert "Har du fått" in page
    line, number = session.execute(sa.select(OrderLine.id, Order.number).join(Order)).one()
    karin.post(f"/bestallningar/{number}/rader/{line}/mottagen")
    assert "Har du fått" not in karin.get("/enheter").text  # who says so of the order is not asked twice
    omar = client_as("omar")
    wrong = omar.post("/it/utbyten/skanna", {"serienummer": "5CG7777777"})
    assert wrong.status == 422
    assert "Ingen enhet har numret" in wrong.text
    assert renewal(session).state == "delivered"
    assert "är inlämnad" in omar.follow(omar.post("/it/utbyten/skanna", {"serienummer": "5cg 0000001"})).text
    assert renewal(session).state == "closed"
    assert session.scalars(sa.select(Device.state).where(Device.id == 1)).one() == "returned"
    assert session.scalars(sa.select(ReturnDebt.outcome)).one() == "scanned"
    assert "Utbytet är klart" in omar.get("/enheter/LAX-PC-00001").text
    assert omar.post("/it/utbyten/skanna", {"serienummer": "5CG0000001"}).status == 422


def test_a_swap_closes_with_a_reason_that_somebody_else_approves(client_as: SignIn, session: Session) -> None:
    karin = picked(client_as, session)
    deliver(session)
    assert karin.post("/enheter/LAX-PC-00001/aterlamna", {"skal": "kort"}).status == 422
    karin.post("/enheter/LAX-PC-00001/aterlamna", {"skal": "Stulen på tåget, polisanmäld i går."})
    [debt] = session.scalars(sa.select(ReturnDebt.id)).all()
    omar = client_as("omar")
    assert "Stulen på tåget" in omar.get("/it/utbyten").text
    assert karin.post(f"/it/utbyten/skal/{debt}", {"beslut": "ja"}).status == 403
    omar.post(f"/it/utbyten/skal/{debt}", {"beslut": "nej"})
    assert renewal(session).state == "delivered"
    karin.post("/enheter/LAX-PC-00001/aterlamna", {"skal": "Stulen på tåget, polisanmäld i går, K123."})
    omar.post(f"/it/utbyten/skal/{debt}", {"beslut": "ja"})
    assert renewal(session).state == "closed"
    assert omar.post(f"/it/utbyten/skal/{debt}", {"beslut": "ja"}).status == 404
    # The table itself knows no swap that is closed with one leg, and no reason that nobody approved.
    for wrong in (
        sa.update(Renewal).values(old_done_at=None),
        sa.update(ReturnDebt).values(approved_by=None),
        sa.update(ReturnDebt).values(approved_by=ReturnDebt.reason_by),
    ):
        with pytest.raises(sa.exc.IntegrityError):
            run(session, lambda s, wrong=wrong: s.execute(wrong))


def test_the_reuse_shelf_is_offered_before_new(client_as: SignIn, session: Session) -> None:
    device(session, "karin", 1, planned_end=SOON)
    device(
        session, "anders", 2, state="ready", holder_id=None, holder_name="", shelf_since=dt.date(2026, 11, 1),
        planned_end=dt.date(2028, 5, 1), model="Återbrukad dator",
    )  # fmt: skip
    plan(session)
    karin = client_as("karin")
    page = karin.get("/enheter/LAX-PC-00001/utbyte")
    assert page.soup.select("input[name=val]")[0]["value"] == "hylla:LAX-PC-00002"
    form = page.form("/enheter/LAX-PC-00001/utbyte") | {"val": "hylla:LAX-PC-00002"}
    assert "reserverad" in karin.follow(karin.post("/enheter/LAX-PC-00001/utbyte", form)).text
    session.rollback()
    assert session.scalars(sa.select(Order)).all() == []
    given = {"organisation": "laxa", "innehavare": "Karin Lund", "plats": "", "rum": ""}
    assert client_as("omar").post("/it/enheter/LAX-PC-00002/lamna-ut", given).status == 303
    found = renewal(session)
    assert (found.state, found.new_device_id) == ("delivered", 2)
    reused = session.get_one(Device, 2)
    assert (reused.state, reused.planned_end, reused.shelf_since) == ("active", dt.date(2028, 5, 1), None)


def test_to_others_a_renewal_is_not_there(client_as: SignIn, session: Session) -> None:
    picked(client_as, session)
    deliver(session)
    for other in ("sara", "maria", "simon"):
        for page in ("utbyte", "aterlamna"):
            client_as(other).get(f"/enheter/LAX-PC-00001/{page}", status=404)
            assert client_as(other).post(f"/enheter/LAX-PC-00001/{page}", {}).status == 404
    client_as("anders").get("/enheter/LAX-PC-00001/aterlamna")


def test_what_a_leaver_has_is_owed_by_the_unit_until_it_is_back_or_passed_on(
    client_as: SignIn, session: Session
) -> None:
    device(session, "karin", 1, planned_end=SOON)
    device(session, "karin", 2)
    karin = session.scalars(sa.select(Person).where(Person.subject == "karin")).one()
    accounts.close(session, [karin], at=MOMENT, why="disabled")
    session.commit()
    for _ in range(2):
        run(session, actions.note_leavers, now=MOMENT)
    assert plan(session) == 0  # it comes back before anything new is bought
    assert session.scalars(sa.select(ReturnDebt.device_id).order_by(ReturnDebt.device_id)).all() == [1, 2]
    [letter] = letters(session, "leaver_devices")
    assert letter["to"].startswith("anders@")
    assert len(letter["params"]["devices"]) == 2
    anders = client_as("anders")
    assert "Skriv varför" in anders.get("/enheter").text
    assert client_as("omar").post("/it/utbyten/skanna", {"serienummer": "LAX-PC-00001"}).status == 303
    given = {"organisation": "laxa", "innehavare": "Anders Ek", "plats": "", "rum": ""}
    assert client_as("omar").post("/it/enheter/LAX-PC-00002/lamna-ut", given).status == 303
    session.rollback()
    outcomes = session.scalars(sa.select(ReturnDebt.outcome).order_by(ReturnDebt.device_id)).all()
    assert outcomes == ["scanned", "passed_on"]
    assert "Att få tillbaka" not in anders.get("/enheter").text


def test_reminders_come_once(client_as: SignIn, session: Session) -> None:
    device(session, "karin", 1, planned_end=SOON)
    plan(session)
    later = MOMENT + dt.timedelta(days=15)
    assert run(session, actions.remind_renewals, now=MOMENT) == 0
    assert run(session, actions.remind_renewals, now=later) == 1
    assert run(session, actions.remind_renewals, now=later) == 0
    run(session, lambda s: actions.move(s, s.get_one(Device, 1), DeviceState.LOST, actor=OMAR, at=later))
    assert renewal(session).state == "dropped"
