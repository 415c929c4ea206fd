"""What a device's page offers: only what the person may do with it as it stands."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from tests.app.devices import making
from tests.client import ShopClient


def test_a_device_offers_what_the_person_may_do_and_nothing_that_ends_nowhere(
    session: Session, client_as: Callable[[str], ShopClient]
) -> None:
    mine = making.device(session, "karin").tag
    ways = [f"/enheter/{mine}/{way}" for way in ("reklamera", "lamna-in", "stold")]

    def offered(who: str) -> list[str]:
        links = {str(link["href"]) for link in client_as(who).get(f"/enheter/{mine}").soup.select("main a[href]")}
        return [way for way in ways if way in links]

    assert (offered("karin"), offered("anders"), offered("omar")) == (ways, ways, [])
    assert all(client_as("anders").get(way).status == 200 for way in ways)
