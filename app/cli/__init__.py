"""Commands: `flask --app wsgi …` (begin, demo, outbox, audit, people, doctor; `db` comes with the migrations)."""

from __future__ import annotations

from flask import Flask

from app.cli.audit import audit
from app.cli.begin import begin
from app.cli.demo import demo
from app.cli.doctor import examine
from app.cli.first_admin import first_admin
from app.cli.outbox import outbox
from app.cli.people import people
from app.cli.people_import import people_import
from app.cli.renewals import renewals
from app.cli.retention import retention
from app.cli.rules import rules


def init_app(app: Flask) -> None:
    """Attach the commands."""
    for command in (begin, demo, outbox, audit, people, renewals, retention, examine, rules):
        app.cli.add_command(command)
    people.add_command(people_import)
    people.add_command(first_admin)
