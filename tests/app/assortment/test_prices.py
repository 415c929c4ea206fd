"""A partner's price list: shown first, then applied exactly as shown, or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item, ItemChange
from app.assortment.queries import catalogue_version
from tests.app.assortment.making import item
from tests.client import Page, ShopClient

PATH, SCREEN, LAPTOP = "/redigera/priser", "skarm-24", "barbar-dator-14-standard"
Browsers = Callable[[str], ShopClient]


@pytest.fixture
def omar(client_as: Browsers) -> ShopClient:
    """The browser of the catalogue editor."""
    return client_as("omar")


def send(omar: ShopClient, supplier: int | None, data: bytes, **more: str) -> Page:
    """Send in a list."""
    form = {"leverantor": str(supplier), "fil": (io.BytesIO(data), "lista.csv"), **more}
    return omar.post(PATH, form, content_type="multipart/form-data")


def articles(session: Session) -> tuple[int | None, str, str]:
    """A supplier with two of its articles."""
    screen, laptop = item(session, SCREEN), item(session, LAPTOP)
    laptop.supplier_id = screen.supplier_id
    session.commit()
    found = screen.supplier_id, screen.article, laptop.article
    session.rollback()
    return found


def test_a_list_is_shown_and_applied_as_one_version(omar: ShopClient, session: Session) -> None:
    supplier, screen, laptop = articles(session)
    version = catalogue_version(session)
    session.rollback()
    lines = ("Prislista hösten;;", "Artikelnr;Benämning;Nettopris", f"{screen};Skärm;1 234,50", f"{laptop};Dator;1,00")
    data = "\n".join((*lines, "X-1;Annat;5"))
    page = omar.follow(send(omar, supplier, data.encode()))
    assert "2 priser ändras" in page.text
    assert "1 artikel i listan finns inte i butiken" in page.text
    assert "Titta extra" in page.text
    action = page.soup.select_one("form.stack")["action"]  # type: ignore[index]  # it stands there
    assert item(session, SCREEN).price != 123450
    session.rollback()
    assert "Införd" in omar.follow(omar.post(str(action), page.form(str(action)))).text
    assert (item(session, SCREEN).price, item(session, LAPTOP).price) == (123450, 100)
    assert catalogue_version(session) == version + 1
    assert omar.post(str(action), page.form(str(action))).status == 422


def test_a_list_with_bad_rows_changes_nothing_and_names_each(omar: ShopClient, session: Session) -> None:
    supplier, screen, laptop = articles(session)
    before = dict(session.execute(sa.select(Item.id, Item.price)).all())
    session.rollback()
    data = f"Artikelnr;Pris\n{screen};100\n{laptop};gratis\n;5\nX;-3\nY;\n{screen};200\n"
    page = send(omar, supplier, data.encode())
    assert page.status == 422
    for line in (3, 4, 5, 6, 7):
        assert f"Rad {line}: " in page.text
    assert "Rad 2:" not in page.text
    assert dict(session.execute(sa.select(Item.id, Item.price)).all()) == before


def test_what_changed_meanwhile_is_not_overwritten(omar: ShopClient, session: Session) -> None:
    supplier, screen, _ = articles(session)
    page = omar.follow(send(omar, supplier, f"Artikelnr;Pris\n{screen};100\n".encode()))
    action = str(page.soup.select_one("form.stack")["action"])  # type: ignore[index]  # it stands there
    session.execute(sa.update(Item).where(Item.slug == SCREEN).values(price=77700))
    session.commit()
    assert omar.post(action, page.form(action)).status == 409
    session.rollback()
    assert item(session, SCREEN).price == 77700


def test_columns_are_named_once_and_remembered(omar: ShopClient, session: Session) -> None:
    supplier, screen, _ = articles(session)
    data = f"Kod;Kostar\n{screen};100\n".encode()
    asked = send(omar, supplier, data)
    assert asked.status == 422
    assert "Kod, Kostar" in asked.text
    assert send(omar, supplier, data, artikel="Kod", pris="Kostar").status == 303
    assert send(omar, supplier, data).status == 303


def test_a_spreadsheet_is_read_too(omar: ShopClient, session: Session) -> None:
    supplier, screen, _ = articles(session)
    book = openpyxl.Workbook()
    book.active.append(["Article number", "Net price"])
    book.active.append([screen, 1234.5])
    out = io.BytesIO()
    book.save(out)
    assert "1\u00a0234,50" in omar.follow(send(omar, supplier, out.getvalue())).html
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).where(ItemChange.change == "price")) == 0


def test_only_the_editor_sends_prices(client_as: Browsers) -> None:
    client_as("lena").get(PATH, status=403)
    client_as("karin").get(PATH, status=403)
