"""The chef's inbox and decision: bound to what was shown, never one's own, undone in time."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history, outbox, worker
from app.approvals import actions
from app.approvals.models import Decision
from app.desks.models import ApprovalRequest
from app.identity.models import Unit
from app.orders.models import Order, OrderLine
from app.outbox import Letter
from app.refusal import Missing
from tests.app.orders.making import HEADSET, LAPTOP, PHONE, decide, lines, order, place, request, states
from tests.client import ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]
Counter = Callable[[], list[str]]


@pytest.fixture
def number(client_as: SignIn) -> str:
    """Karin's order: three phones and a computer wait for Anders."""
    karin = client_as("karin")
    karin.post("/varukorg/rader", {"item": PHONE, "antal": "2"})
    return place(karin, PHONE, LAPTOP)


def decisions(session: Session) -> list[tuple[str, int]]:
    """The standing decisions: outcome and quantity."""
    session.rollback()
    found = sa.select(Decision.outcome, Decision.quantity).where(Decision.revoked_at.is_(None))
    return [(row.outcome, row.quantity) for row in session.execute(found.order_by(Decision.line_id))]


def test_the_inbox_says_what_it_costs_who_pays_and_since_when(client_as: SignIn, number: str) -> None:
    text = client_as("anders").get("/godkann").text
    told = (
        "Mobiltelefon",
        "en annan vara",
        "Karin Lund",
        "Väntar sedan i dag",
        "9 870 kr",
        "Betalas av: er enhet",
        number,
    )
    for said in told:
        assert said in text.replace("\u00a0", " "), said


def test_one_click_in_the_inbox_decides_the_whole(client_as: SignIn, session: Session, number: str) -> None:
    anders, address = client_as("anders"), f"/godkann/{request(session, number).id}"
    form = anders.get("/godkann").form(address)
    page = anders.follow(anders.post(address, form | {"beslut": "godkann"}))
    assert "Beslutet är fattat" in page.text
    assert set(states(session, number).values()) == {"released"}


def test_an_empty_inbox_is_calm(client_as: SignIn) -> None:
    assert "Allt är klart" in client_as("anders").get("/godkann").text


def test_reading_changes_nothing(client_as: SignIn, session: Session, number: str) -> None:
    """Promise 22: mail programs open links too."""
    anders, address = client_as("anders"), f"/godkann/{request(session, number).id}"
    before = history.head(session)
    session.rollback()
    for _ in range(3):
        anders.get(address)
        anders.browser.head(address)
        anders.get(f"{address}?beslut=godkann")
    assert history.head(session) == before
    assert set(states(session, number).values()) == {"pending_approval"}


def test_a_stranger_is_sent_to_sign_in_and_back(client_as: SignIn, session: Session, number: str) -> None:
    page = client_as("").browser.get("/godkann/1")
    assert page.status_code == 303
    assert "/godkann/1" in page.location


@pytest.mark.parametrize("person", ["karin", "maria", "birgitta", "omar", "alva", "petra"])
def test_only_the_decider_decides(client_as: SignIn, session: Session, number: str, person: str) -> None:
    """Promises 15 and 17, the administrator included."""
    browser, address = client_as(person), f"/godkann/{request(session, number).id}"
    assert browser.get(address, status=404).text == browser.get("/godkann/99999", status=404).text
    assert browser.post(address, {"beslut": "godkann"}).status == 404
    assert browser.post(f"{address}/angra").status == 404
    assert set(states(session, number).values()) == {"pending_approval"}


def test_who_ordered_or_receives_never_decides_even_when_asked(
    client_as: SignIn, session: Session, people: People, number: str, clock: Clock
) -> None:
    """Promise 17, past every door: in the verb, and in the database itself (promise 65)."""
    asked = request(session, number)
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.update(ApprovalRequest).values(decider_id=people["karin"].id))
    session.rollback()
    second = people["birgitta"]
    second.email = people["karin"].email.upper()
    session.execute(sa.update(ApprovalRequest).values(decider_id=second.id))
    session.commit()
    with pytest.raises(Missing):
        actions.decide(session, people.visitor("birgitta"), asked.id, {}, reason="", digest="", at=clock())
    session.rollback()
    line = lines(session, number)["staff_pc"]
    own = Decision(
        request_id=asked.id, line_id=line.id, step="manager", outcome="approved", quantity=1, reason="",
        decided_by=people["karin"].id, decided_at=clock(), digest="",
    )  # fmt: skip
    session.add(own)
    with pytest.raises(sa.exc.DBAPIError, match="own order"):
        session.flush()
    session.rollback()


def test_a_chefs_own_order_goes_to_the_next_chef(client_as: SignIn, session: Session) -> None:
    """Promise 19."""
    number = place(client_as("anders"), PHONE)
    asked = request(session, number)
    assert asked.decider_name == "Birgitta Holm"
    assert client_as("anders").get(f"/godkann/{asked.id}", status=404).status == 404
    page = client_as("birgitta").get(f"/godkann/{asked.id}")
    assert "eftersom Anders Ek själv har beställt" in page.text


def test_what_is_ordered_for_the_chef_is_not_decided_by_the_chef(
    client_as: SignIn, session: Session, people: People
) -> None:
    """Promise 17: the one who will receive it."""
    karin = client_as("karin")
    karin.post("/varukorg/rader", {"item": PHONE, "antal": "1"})
    anders = str(people["anders"].id)
    assert karin.post("/kassa/uppgifter", {"del": "mottagare", "mottagare": "kollega", "kollega": anders}).status == 303
    karin.post("/kassa", karin.get("/kassa").form("/kassa"))
    assert request(session, "2026-00001").decider_name == "Birgitta Holm"


def test_yes_fewer_and_no_in_one_decision(client_as: SignIn, session: Session, number: str) -> None:
    found, anders = lines(session, number), client_as("anders")
    page = decide(
        anders, request(session, number).id, meddelande="En räcker. Datorn nästa år.",
        **{f"antal_{found['mobile_phone'].id}": "1", f"rad_{found['staff_pc'].id}": "nej"},
    )  # fmt: skip
    assert page.status == 303
    assert decisions(session) == [("approved", 1), ("declined", 0)]
    after = lines(session, number)
    assert (after["mobile_phone"].quantity, after["mobile_phone"].ordered_quantity) == (1, 3)
    assert states(session, number) == {"mobile_phone": "released", "staff_pc": "declined"}
    assert order(session, number).unit_cost == after["mobile_phone"].unit_price
    told = client_as("karin").get(f"/bestallningar/{number}").text
    assert "Anders Ek avslog Bärbar dator 14 tum Standard: En räcker." in told
    assert "Anders Ek godkände 1 av 3" in told


def test_no_needs_a_reason_and_loses_nothing(client_as: SignIn, session: Session, number: str) -> None:
    anders, phone = client_as("anders"), lines(session, number)["mobile_phone"]
    page = decide(anders, request(session, number).id, **{f"rad_{phone.id}": "nej"})
    assert page.status == 422
    assert "Skriv varför" in page.text
    assert page.soup.select_one(f"input[name=rad-{phone.id}][value=avsla][checked]")
    assert decide(anders, request(session, number).id, "avsla").status == 422
    assert decisions(session) == []
    assert decide(anders, request(session, number).id, "avsla", meddelande="Vänta till våren").status == 303
    assert set(states(session, number).values()) == {"declined"}


@pytest.mark.parametrize("quantity", ["0", "4", "-1", "１", "1e0", "", "99999999999"])
def test_more_than_was_ordered_is_not_approved(client_as: SignIn, session: Session, number: str, quantity: str) -> None:
    phone = lines(session, number)["mobile_phone"]
    page = decide(client_as("anders"), request(session, number).id, **{f"antal_{phone.id}": quantity})
    assert page.status == 422
    assert "från 1 till 3" in page.text
    assert decisions(session) == []


@pytest.mark.parametrize("verb", ["", "ja", "GODKANN", "radera"])
def test_an_unknown_verb_decides_nothing(client_as: SignIn, session: Session, number: str, verb: str) -> None:
    assert decide(client_as("anders"), request(session, number).id, verb).status == 422
    assert decisions(session) == []


@pytest.mark.parametrize(
    "change",
    [
        sa.update(OrderLine).values(unit_cost=OrderLine.unit_cost + 100),
        sa.update(OrderLine).where(OrderLine.kind == "mobile_phone").values(quantity=2),
        sa.update(OrderLine).values(payer="unit"),
        sa.update(Order).values(recipient_name="Någon Annan"),
        sa.update(Order).values(cost_centre="Ansvar 1, verksamhet 2"),
        sa.update(Order).values(note="Nytt meddelande"),
        sa.update(OrderLine).where(OrderLine.kind == "staff_pc").values(state="cancelled"),
    ],
)
def test_what_was_not_shown_is_not_decided(client_as: SignIn, session: Session, number: str, change: sa.Update) -> None:
    """Promise 20: 409 with the difference."""
    anders, address = client_as("anders"), f"/godkann/{request(session, number).id}"
    form = anders.get(address).form(address)
    session.execute(change)
    session.commit()
    page = anders.post(address, form | {"beslut": "godkann"})
    assert page.status == 409
    assert "har ändrats" in page.text
    assert decisions(session) == []
    assert anders.post(address, page.form(address) | {"beslut": "godkann"}).status == 303


def test_the_difference_is_said_in_words(client_as: SignIn, session: Session, number: str) -> None:
    anders, address = client_as("anders"), f"/godkann/{request(session, number).id}"
    form = anders.get(address).form(address)
    phone = lines(session, number)["mobile_phone"]
    client_as("karin").post(f"/bestallningar/{number}/avbestall", {"rad": str(phone.id)})
    page = anders.post(address, form | {"beslut": "godkann"})
    assert page.status == 409
    assert "Mobiltelefon Android Standard är inte längre med." in page.text


def test_deciding_twice_is_harmless(client_as: SignIn, session: Session, number: str) -> None:
    """Promise 21: one decision for each step."""
    anders, address = client_as("anders"), f"/godkann/{request(session, number).id}"
    form = anders.get(address).form(address)
    assert {anders.post(address, form | {"beslut": verb}).status for verb in ("godkann", "godkann", "avsla")} == {303}
    assert decisions(session) == [("approved", 3), ("approved", 1)]
    page = anders.get(address)
    assert "Anders Ek beslutade" in page.text
    assert session.scalar(sa.select(sa.func.count()).where(Letter.key.startswith("decision-made"))) == 1


def test_deciding_at_the_same_time_decides_once(app: Flask, client_as: SignIn, session: Session, number: str) -> None:
    """Promises 21 and 47."""
    address = f"/godkann/{request(session, number).id}"
    browsers = [client_as("anders") for _ in range(3)]
    form = browsers[0].get(address).form(address)
    answers: list[int] = []

    def send(browser: ShopClient, verb: str) -> None:
        answers.append(browser.post(address, form | {"beslut": verb, "meddelande": "Nu"}).status)

    verbs = ("godkann", "avsla", "godkann")
    threads = [threading.Thread(target=send, args=pair) for pair in zip(browsers, verbs, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303, 303, 303]
    assert len(decisions(session)) == 2
    assert len(set(states(session, number).values())) == 1


def test_a_decision_is_undone_in_time(client_as: SignIn, session: Session, number: str, clock: Clock) -> None:
    anders, asked = client_as("anders"), request(session, number)
    phone = lines(session, number)["mobile_phone"]
    decide(anders, asked.id, **{f"antal_{phone.id}": "1"})
    clock.forward(minutes=9)
    for _ in range(2):
        assert anders.post(f"/godkann/{asked.id}/angra").status == 303
    assert set(states(session, number).values()) == {"pending_approval"}
    assert decisions(session) == []
    assert lines(session, number)["mobile_phone"].quantity == 3
    assert request(session, number).state == "open"
    assert anders.get("/godkann").text.count(number) == 1
    assert decide(anders, asked.id).status == 303
    assert decisions(session) == [("approved", 3), ("approved", 1)]
    assert "Anders Ek ångrade sitt beslut" in client_as("karin").get(f"/bestallningar/{number}").text
    assert list(history.verify(session)) == []


def test_after_ten_minutes_a_decision_stands(client_as: SignIn, session: Session, number: str, clock: Clock) -> None:
    anders, asked = client_as("anders"), request(session, number)
    decide(anders, asked.id)
    assert "Ångra beslutet" in anders.get(f"/godkann/{asked.id}").text
    clock.forward(minutes=11)
    assert "Ångra beslutet" not in anders.get(f"/godkann/{asked.id}").text
    page = anders.post(f"/godkann/{asked.id}/angra")
    assert page.status == 409
    assert "Ångertiden" in page.text
    assert len(decisions(session)) == 2


def test_what_has_left_the_house_is_not_undone(client_as: SignIn, session: Session, app: Flask, number: str) -> None:
    anders, asked = client_as("anders"), request(session, number)
    decide(anders, asked.id)
    worker.run(app, once=True)
    assert states(session, number)["mobile_phone"] == "sourced"
    page = anders.post(f"/godkann/{asked.id}/angra")
    assert page.status == 409
    assert "redan gått vidare" in page.text
    assert len(decisions(session)) == 2


def test_a_declined_order_is_undone_too(client_as: SignIn, session: Session, number: str) -> None:
    anders, asked = client_as("anders"), request(session, number)
    decide(anders, asked.id, "avsla", meddelande="Fel knapp")
    anders.post(f"/godkann/{asked.id}/angra")
    assert set(states(session, number).values()) == {"pending_approval"}


def test_a_question_keeps_waiting_and_goes_out_once(client_as: SignIn, session: Session, number: str) -> None:
    anders, asked = client_as("anders"), request(session, number)
    assert decide(anders, asked.id, "fraga").status == 422
    for _ in range(2):
        assert decide(anders, asked.id, "fraga", meddelande="Varför tre?").status == 303
    assert request(session, number).state == "open"
    assert session.scalar(sa.select(sa.func.count()).where(Letter.key.startswith("approval-question"))) == 1
    assert "Varför tre?" in anders.get(f"/godkann/{asked.id}").text


def test_after_a_decision_the_next_one_is_offered(client_as: SignIn, session: Session, number: str) -> None:
    other = place(client_as("karin"), PHONE)
    anders, asked = client_as("anders"), request(session, number)
    page = anders.follow(decide(anders, asked.id))
    link = page.soup.find("a", string=lambda text: bool(text) and "Nästa som väntar" in str(text))
    assert link is not None
    assert link["href"] == f"/godkann/{request(session, other).id}"


def test_nobody_found_is_never_a_yes(client_as: SignIn, session: Session, app: Flask, clock: Clock) -> None:
    """Promise 19: no answer and no time make a yes."""
    session.execute(sa.update(Unit).values(manager_id=None))
    session.commit()
    number = place(client_as("karin"), PHONE)
    clock.forward(days=400)
    worker.run(app, once=True)
    assert states(session, number) == {"mobile_phone": "pending_approval"}


def test_the_letter_only_opens_a_page(client_as: SignIn, session: Session, number: str) -> None:
    letter = session.scalars(sa.select(outbox.Letter).where(Letter.key.startswith("approval-asked"))).one()
    assert letter.payload["to"] == "anders@laxa.example"
    assert letter.payload["params"]["request"] == request(session, number).id
    assert "Mobiltelefon" in letter.payload["params"]["what"]


@pytest.mark.parametrize("many", [1, 20])
def test_no_page_asks_more_with_more_that_waits(
    client_as: SignIn, session: Session, number: str, count_queries: Counter, many: int
) -> None:
    for _ in range(many if many == 1 else 4):
        place(client_as("karin"), PHONE)
    template = lines(session, number)["staff_pc"]
    columns = {column.name: getattr(template, column.name) for column in template.__table__.columns}
    session.execute(sa.insert(OrderLine), [columns | {"id": 1000 + n, "position": 100 + n} for n in range(many)])
    session.commit()
    anders = client_as("anders")
    for path in ("/godkann", f"/godkann/{request(session, number).id}"):
        seen = count_queries()
        anders.get(path)
        assert len(seen) <= 6, "\n".join(seen)


def test_a_headset_never_asks_anybody(client_as: SignIn, session: Session) -> None:
    place(client_as("karin"), HEADSET)
    assert session.scalar(sa.select(sa.func.count()).select_from(ApprovalRequest)) == 0
