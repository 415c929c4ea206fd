"""What a proposal would touch: sums of the last year, in few questions, for those who may read it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from tests.app.forum.making import SCREEN, Stage
from tests.app.loads import load
from tests.client import ShopClient
from tests.people import People

SignIn = Callable[[str], ShopClient]


def test_the_effect_of_a_swap_of_models(
    session: Session, people: People, client_as: SignIn, count_queries: Callable[[], list[str]]
) -> None:
    buyer = client_as("maria")
    buyer.post("/varukorg/rader", {"item": SCREEN, "antal": "3"})
    checkout = buyer.get("/kassa")
    assert buyer.post("/kassa", checkout.form("/kassa")).status == 303
    load(session, people=16, orders=200, devices=10)
    stage = Stage(session, people)
    proposal = stage.consulted()
    session.commit()
    path = f"/forum/forslag/{proposal.number}"
    karin = client_as("karin")
    assert karin.get(path).soup.select_one(f"[hx-get='{path}/effekt']")
    seen = count_queries()
    page = karin.get(f"{path}/effekt")
    assert 0 < len(seen) <= 6
    assert "Hallsberg" in page.text
    assert "lika mycket som" in page.text
    assert "Enheter som köpte" in karin.fragment(f"{path}/effekt").text


def test_what_may_not_be_read_has_no_effect_either(session: Session, people: People, client_as: SignIn) -> None:
    number = Stage(session, people).suggested().number
    session.commit()
    client_as("olle").get(f"/forum/forslag/{number}/effekt", status=404)
    client_as("karin").get(f"/forum/forslag/{number}/effekt")


def test_something_new_touches_nothing(session: Session, people: People, client_as: SignIn) -> None:
    number = Stage(session, people).suggested(kind="add", item_id=None).number
    session.commit()
    assert "något nytt" in client_as("karin").get(f"/forum/forslag/{number}/effekt").text
