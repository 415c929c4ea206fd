"""Trying a draft of the agreement against what was ordered."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import click
from flask.cli import AppGroup

from app import web
from app.reports.queries import Sums, replayed
from catalogue.edition import load, read
from catalogue.rows import EditionError

rules = AppGroup("rules", help="The agreement's rules.")


@rules.command("replay")
@click.argument("edition")
def rules_replay(edition: str) -> None:
    """List which lines of the last twelve months EDITION (a name, or a TOML file) would have sent another way."""
    try:
        file = Path(edition)
        draft = read(tomllib.loads(file.read_text(encoding="utf-8")), file.name) if file.is_file() else load(edition)
    except (EditionError, tomllib.TOMLDecodeError) as error:
        raise click.ClickException(str(error)) from error
    sums = Sums()
    for found in replayed(web.store.session, draft, dt.datetime.now(dt.UTC), sums):
        ways = "; ".join(f"{name}: {old} -> {new}" for name, old, new in found.ways)
        click.echo(f"{found.order} {found.placed_on} {found.organisation}, {found.unit}: {found.name}. {ways}")
    for (organisation, old, new), ore in sorted(sums.moved.items()):
        click.echo(f"{organisation}: {ore / 100:.2f} kr from {old} to {new}")
    click.echo(f"{sums.differ} of {sums.lines} lines would have gone another way")
