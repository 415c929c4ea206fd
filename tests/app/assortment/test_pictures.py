"""Pictures of products: with words, or not at all; a draft's is not seen before it is published."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from app.assortment import actions
from app.assortment.queries import catalogue_version
from tests.app.assortment.making import OMAR, decision, draft, item
from tests.app.painting import painted
from tests.client import Page, ShopClient
from tests.databases import MOMENT

SCREEN = "skarm-24"
EDIT = "/redigera/sortiment"
WORDS = "En skärm på ett skrivbord, sedd framifrån"
Browsers = Callable[[str], ShopClient]


def send(omar: ShopClient, slug: str = SCREEN, *, alt: str = WORDS, data: bytes = b"", seen: str = "0") -> Page:
    """Send in a picture."""
    form = {"bild": (io.BytesIO(data or painted()), "IMG_1.jpg"), "alt": alt, "seen": seen}
    return omar.post(f"{EDIT}/{slug}/bild", form, content_type="multipart/form-data")


def shown(page: Page) -> str:
    """The address of the large picture on a page."""
    found = page.soup.select_one(".product-hero img, .picture-words img")
    return str(found["src"]) if found else ""


def test_a_picture_with_words_stands_in_the_shop_and_in_the_history(client_as: Browsers, session: Session) -> None:
    omar, karin = client_as("omar"), client_as("karin")
    version = catalogue_version(session)
    session.rollback()
    assert "Bilden visas nu" in omar.follow(send(omar)).text
    page = karin.get(f"/sortiment/{SCREEN}")
    assert page.soup.select_one(f".product-hero img[alt='{WORDS}']")
    assert karin.get("/sortiment?q=24").soup.select_one(".product .picture img[alt='']")
    assert catalogue_version(session) == version + 1
    assert WORDS in omar.get(f"{EDIT}/{SCREEN}/historik").text
    assert omar.get(f"{EDIT}/{SCREEN}").soup.select_one(f"img[alt='{WORDS}']")
    gone = omar.post(f"{EDIT}/{SCREEN}/bild/valj", {"seen": str(item(session, SCREEN).picture_id), "bild": "0"})
    assert "Nu visas teckningen" in omar.follow(gone).text
    assert not shown(karin.get(f"/sortiment/{SCREEN}"))
    karin.get(shown(page), status=404)
    assert omar.get(shown(page)).status == 200


def test_a_picture_is_served_as_what_it_is_and_runs_nothing(client_as: Browsers) -> None:
    omar = client_as("omar")
    send(omar, data=painted("HEIF", (2000, 1500)))
    karin = client_as("karin")
    answer = karin.get(shown(karin.get(f"/sortiment/{SCREEN}"))).answer
    assert answer.mimetype == "image/webp"
    with Image.open(io.BytesIO(answer.data)) as picture:
        assert picture.size == (1280, 960)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, max-age=86400"
    assert ShopClient(karin.app).browser.get(answer.request.path).status_code == 303
    client_as("petra").get(answer.request.path, status=403)
    karin.get("/sortiment/bilder/" + "0" * 48, status=404)


@pytest.mark.parametrize(
    ("alt", "data", "why"),
    [
        ("", b"", "Beskriv i ord"),
        ("IMG_2041.jpg", b"", "Beskriv i ord"),
        ("kort", b"", "10 till 200 tecken"),
        (WORDS, b"<svg onload='alert(1)'/>", "kan inte tas emot"),
    ],
)
def test_without_words_or_without_a_picture_nothing_is_kept(
    client_as: Browsers, session: Session, alt: str, data: bytes, why: str
) -> None:
    page = send(client_as("omar"), alt=alt, data=data)
    assert page.status == 422
    assert why in page.text
    assert page.field("alt") == alt
    assert item(session, SCREEN).picture_id is None


def test_two_editors_who_send_a_picture_each_lose_neither(client_as: Browsers, session: Session) -> None:
    first, second = client_as("omar"), client_as("omar")
    assert send(first, alt="Den förstes bild av skärmen").status == 303
    clash = send(second, alt="Den andres bild av skärmen")
    assert clash.status == 409
    pictures = [str(found["alt"]) for found in clash.soup.select(".picture-words img")]
    assert pictures == ["Den förstes bild av skärmen", "Den andres bild av skärmen"]
    action = f"{EDIT}/{SCREEN}/bild/valj"
    sent = {str(f["name"]): str(f["value"]) for f in clash.soup.select(f".pictures form[action='{action}'] input")}
    assert "Bilden visas nu" in second.follow(second.post(action, sent)).text
    assert "Den andres bild" in str(client_as("karin").get(f"/sortiment/{SCREEN}").soup.select_one(".product-hero img"))
    assert second.post(action, sent).status == 409
    assert second.post(action, sent | {"bild": "999999"}).status == 404


def test_a_drafts_picture_is_seen_by_those_who_read_drafts_until_it_is_published(
    client_as: Browsers, session: Session
) -> None:
    version, new = catalogue_version(session), draft(session, SCREEN, "skarm-ny")
    session.commit()
    omar, karin, eva = client_as("omar"), client_as("karin"), client_as("eva")
    address = shown(omar.follow(send(omar, "skarm-ny")))
    karin.get(address, status=404)
    answer = eva.get(address).answer
    assert answer.headers["Cache-Control"] == "no-store"
    assert catalogue_version(session) == version
    session.rollback()
    actions.decide(session, decision(session, MOMENT), session.merge(new), "published", actor=OMAR, at=MOMENT)
    session.commit()
    assert karin.get(address).answer.headers["Cache-Control"] == "private, max-age=86400"
