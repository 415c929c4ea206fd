"""The history's hash chain."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app import history, web

audit = AppGroup("audit", help="The history's hash chain.")


@audit.command("verify")
def audit_verify() -> None:
    """Walk the hash chain; ends with status 1 where it does not hold."""
    breaks = list(history.verify(web.store.session))
    for found in breaks[:20]:
        click.echo(f"entry {found.entry_id}: {found.why}")
    if breaks:
        raise click.ClickException(f"{len(breaks)} breaks in the history")
    count, digest = history.head(web.store.session)
    click.echo(f"{count} entries hold, head {digest}")
