"""The history's hash chain, and the chain of custody beside it."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app import history, web
from app.returns import queries as returns

audit = AppGroup("audit", help="The history's hash chain.")


@audit.command("verify")
def audit_verify() -> None:
    """Walk the hash chain and what it vouches for; ends with status 1 where it does not hold."""
    breaks = [f"entry {found.entry_id}: {found.why}" for found in history.verify(web.store.session)]
    breaks += [f"custody {found.number}, {found.step}: {found.why}" for found in returns.broken(web.store.session)]
    for line in breaks[:20]:
        click.echo(line)
    if breaks:
        raise click.ClickException(f"{len(breaks)} breaks in the history")
    count, digest = history.head(web.store.session)
    click.echo(f"{count} entries hold, head {digest}")
