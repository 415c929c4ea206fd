"""A draft of the agreement against what was ordered: exactly the lines that would have gone another way."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.reports.queries import Sums, replayed
from catalogue.edition import load
from tests.app.loads import load as fill
from tests.client import ShopClient
from tests.databases import MOMENT

EDITION = Path(__file__).parents[3] / "catalogue" / "editions" / "2026.toml"
PATH = "/redigera/regler"
Browsers = Callable[[str], ShopClient]


@pytest.fixture
def ordered(app: Flask, session: Session) -> None:
    """A year with some orders."""
    fill(session, people=16, orders=60, devices=0)


def draft() -> bytes:
    """An edition where everything that has a limit needs the chef's yes."""
    text = EDITION.read_text(encoding="utf-8").replace('name = "2026"', 'name = "2027"', 1)
    return text.replace(
        "[setting.approval_limit]\ndefault = 500000", "[setting.approval_limit]\ndefault = 0", 1
    ).encode()


def test_the_same_rules_send_every_line_the_same_way(ordered: None, session: Session) -> None:
    sums = Sums()
    assert list(replayed(session, load(), MOMENT, sums)) == []
    assert sums.lines >= 60


def test_a_draft_shows_the_lines_that_go_another_way(ordered: None, client_as: Browsers) -> None:
    omar = client_as("omar")
    sent = omar.post(PATH, {"fil": (io.BytesIO(draft()), "ny.toml")}, content_type="multipart/form-data")
    page = omar.follow(sent)
    assert "Godkänns av: ingen blir chefen" in page.text
    book = openpyxl.load_workbook(io.BytesIO(omar.get(f"{sent.location}/rader.xlsx").answer.data))
    rows = list(book.active.iter_rows(min_row=2, values_only=True))
    assert rows
    assert all("Godkänns av" in row[6] for row in rows)


def test_a_draft_that_does_not_hold_is_refused_in_words(client_as: Browsers) -> None:
    omar = client_as("omar")
    for data in (b"", b"name = ", EDITION.read_bytes().replace(b'payer = "', b'payer = "x', 1)):
        page = omar.post(PATH, {"fil": (io.BytesIO(data), "ny.toml")}, content_type="multipart/form-data")
        assert page.status == 422
    client_as("karin").get(PATH, status=403)
    omar.get(f"{PATH}/finns-inte", status=404)


def test_what_nobody_buys_is_listed(client_as: Browsers) -> None:
    page = client_as("lena").get("/redigera/kops-inte")
    assert "Aldrig" in page.text
    client_as("karin").get("/redigera/kops-inte", status=403)


def test_the_command_tells_the_sums(app: Flask, tmp_path: Path, ordered: None) -> None:
    file = tmp_path / "ny.toml"
    file.write_bytes(draft())
    told = app.test_cli_runner().invoke(args=["rules", "replay", str(file)])
    assert told.exit_code == 0, told.output
    assert "lines would have gone another way" in told.output
    assert app.test_cli_runner().invoke(args=["rules", "replay", "finnsinte"]).exit_code == 1
