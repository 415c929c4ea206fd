"""Age replacement."""

from __future__ import annotations

import datetime as dt

import click
from flask.cli import AppGroup

from app import web
from app.db import begin_write
from app.words import say

renewals = AppGroup("renewals", help="Age replacement.")


@renewals.command("plan")
def renewals_plan() -> None:
    """Make one draft for each managed computer that is due and has none; the worker does the same every hour."""
    from app.devices import actions  # here, as every command loads no more than it needs
    from catalogue.edition import load

    made, now = 0, dt.datetime.now(dt.UTC)
    while True:
        with web.store.sessionmaker() as session:
            begin_write(session)
            some = actions.plan_renewals(session, load(), now=now)
            session.commit()
        made += some
        if not some:
            break
    click.echo(say("renewing.planned", count=made))
