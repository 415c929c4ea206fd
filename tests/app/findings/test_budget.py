"""The pages of one thing ask the database at most six times."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from tests.app.av import test_av as av
from tests.app.exceptions.making import PAGE, chef_says
from tests.app.exceptions.making import send as send_exception
from tests.app.findings.making import decide, found
from tests.client import ShopClient

SignIn = Callable[[str], ShopClient]
MOST = 6


def test_the_page_of_one_thing_asks_at_most_six_times(
    client_as: SignIn, session: Session, count_queries: Callable[[], list[str]]
) -> None:
    karin, anders, omar, gunnar = (client_as(who) for who in ("karin", "anders", "omar", "gunnar"))
    wanted = send_exception(karin, ansluts="ja", hur="wifi")
    chef_says(anders, session, wanted)
    number = found(omar, session)
    decide(gunnar, number, "refuse_network", "charge_extra_cost")
    bought = av.send(anders, session, wifi="ja", licence="ja")
    av.chef_says(client_as("birgitta"), session, bought)
    seen, asked = count_queries(), {}
    visits = [
        (karin, f"{PAGE}/{wanted}"), (omar, f"/it/undantag/{wanted}"), (omar, "/it/undantag"), (omar, "/it/avvikelser"),
        (gunnar, f"/avvikelser/{number}"), (anders, f"/avvikelser/{number}"), (anders, f"/av/kop/{bought}"),
        (client_as("nils"), f"/av/kop/{bought}"), (client_as("nils"), "/it/fragor"), (anders, "/kostnader"),
    ]  # fmt: skip
    for browser, path in visits:
        browser.get(path)
        seen.clear()
        browser.get(path)
        asked[path] = max(asked.get(path, 0), len(seen))
    assert {path: count for path, count in asked.items() if count > MOST} == {}
