"""The import as a command."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.identity.models import Person
from tests.app.identity.importing.files import text, whole


def run(app: Flask, folder: Path, data: bytes, *options: str) -> tuple[int, str]:
    file = folder / "personer.bin"
    file.write_bytes(data)
    result = app.test_cli_runner().invoke(args=["people", "import", str(file), *options])
    return result.exit_code, result.output


def imported(session: Session) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).where(Person.employee_number.is_not(None))) or 0


def test_a_dry_run_says_what_would_be_done_and_does_nothing(app: Flask, session: Session, tmp_path: Path) -> None:
    code, output = run(app, tmp_path, whole(), "--dry-run")
    assert (code, imported(session)) == (0, 0)
    assert "Person: ny 2" in output
    assert run(app, tmp_path, whole())[0] == 0
    assert imported(session) == 2


def test_faults_end_it_with_status_1(app: Flask, session: Session, tmp_path: Path) -> None:
    code, output = run(app, tmp_path, text(("Laxå", "1", "A", "a@b.se", "", "Okänd", "", "")))
    assert (code, imported(session)) == (1, 0)
    assert "Rad 2: Enheten ”Okänd” finns inte" in output
    assert run(app, tmp_path, b"")[0] == 1
