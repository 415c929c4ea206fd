"""What a new shop needs before its first people come in."""

from __future__ import annotations

import datetime as dt

import click
import sqlalchemy as sa

from app import web
from app.db import begin_write


@click.command("begin")
@click.option("--domain", "domains", multiple=True, metavar="KEY=DOMAIN", help="An organisation's e-mail domain.")
def begin(domains: tuple[str, ...]) -> None:
    """Make the organisations, the bodies and the first assortment of the agreement; what is there is left alone."""
    from app.administration.actions.founding import found_organisations  # here, since no other command needs the rooms
    from app.assortment import actions as assortment
    from app.assortment.models import Item
    from app.forum.actions import load_bodies

    told = dict(pair.partition("=")[::2] for pair in domains)
    session, now = web.store.session, dt.datetime.now(dt.UTC)
    begin_write(session)
    rows = found_organisations(session, told)
    if unknown := told.keys() - rows.keys():
        session.rollback()
        known = ", ".join(sorted(rows))
        raise click.ClickException(f"No organisation has the key {', '.join(sorted(unknown))}. There are {known}.")
    load_bodies(session)
    if session.scalar(sa.select(Item.id).limit(1)) is None:
        assortment.load(session, assortment.read(), at=now)
    session.commit()
    click.echo(f"{len(rows)} organisations are there. Next: people import FILE (or SCIM), then people make-admin KEY.")
    click.echo("Organisation numbers, e-mail domains and prices are samples until an administrator has changed them.")
