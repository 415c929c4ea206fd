"""What stands in an address is carried on as it is, whatever names somebody gives it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from app.asked import asking
from tests.client import ShopClient


def test_an_address_keeps_what_was_asked_and_adds_the_place() -> None:
    assert asking("/it/enheter", {"q": "blå & vit", "_scheme": "javascript"}, fore=7) == (
        "/it/enheter?q=bl%C3%A5+%26+vit&_scheme=javascript&fore=7"
    )
    assert asking("/it/enheter", {}) == "/it/enheter"


@pytest.mark.parametrize("path", ["/it/koer", "/it/licenser", "/it/enheter", "/it/enheter/etiketter"])
def test_names_of_the_frameworks_own_lead_nowhere_else(client_as: Callable[[str], ShopClient], path: str) -> None:
    names = "queue=x&kind=x&endpoint=x&_scheme=javascript&_external=1&_anchor=x&values=x&visa=alla"
    page = client_as("omar").get(f"{path}?{names}")
    links = [urlsplit(str(link["href"])) for link in page.soup.select("main a[href]")]
    assert not [link for link in links if link.scheme not in ("", "mailto", "tel")]
    carried = [link for link in links if parse_qs(link.query).get("_anchor") == ["x"]]
    assert all(link.path.startswith("/it/") and not link.fragment for link in carried)
