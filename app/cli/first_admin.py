"""The first administrator of a new shop."""

from __future__ import annotations

import click

from app import web
from app.administration.actions.first import make_admin
from app.db import begin_write
from app.refusal import Missing, Refused


@click.command("make-admin")
@click.argument("key")
def first_admin(key: str) -> None:
    """Let somebody administer everything, where nobody does yet: KEY is provider:subject or a mail address."""
    session = web.store.session
    begin_write(session)
    try:
        found = make_admin(session, key, at=web.now())
    except Missing:
        session.rollback()
        raise click.ClickException(
            f"No one active person has the key or mail address {key!r}. Import people first, or give provider:subject."
        ) from None
    except Refused:
        session.rollback()
        raise click.ClickException(
            "Somebody administers everything already. They give the role to others at /admin/roller."
        ) from None
    session.commit()
    click.echo(f"{found.person} administers everything from {found.valid_from.isoformat()}.")
