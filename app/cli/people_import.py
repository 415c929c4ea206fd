"""People, units and cost centres from a file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from app import web
from app.db import begin_write
from app.history import Actor
from app.refusal import Refused
from app.words import say
from app.words.formats import today_of


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--close-missing", is_flag=True, help="Close those of the file's organisations that it does not name.")
@click.option("--most-share", type=click.IntRange(0, 100), default=10, help="Stop when more percent would be closed.")
def people_import(file: Path, dry_run: bool, close_missing: bool, most_share: int) -> None:
    """Take in a file (XLSX or CSV), all of it or nothing; ends with status 1 where something is wrong with it."""
    from app.identity.actions import importing  # here, since no other command needs the spreadsheet library
    from app.identity.actions.importing.planning import Wishes
    from app.identity.queries.importing import providers

    now = dt.datetime.now(dt.UTC)
    with web.store.sessionmaker() as session:
        begin_write(session)
        wishes = Wishes(
            today=today_of(now), closes_missing=close_missing, most_share=most_share,
            providers=providers(session, web.config()),
        )  # fmt: skip
        try:
            found = importing.dry_run(session, file.read_bytes(), wishes, organisations=None)
        except Refused as refusal:
            raise click.ClickException(say(refusal.key, **refusal.params)) from refusal
        for fault in found.faults:
            click.echo(f"{fault.place}: {fault.text}")
        if found.faults:
            raise click.ClickException(say("importing.cli.faults", count=len(found.faults)))
        for kind, counts in found.counts.items():
            done = ", ".join(f"{say(f'importing.op.{op}').lower()} {count}" for op, count in counts.items())
            click.echo(f"{say(f'importing.kind.{kind}')}: {done}")
        if not dry_run:
            actor = Actor(None, say("importing.actor"))
            importing.carry_out_file(session, found, actor=actor, at=now)
            session.commit()
