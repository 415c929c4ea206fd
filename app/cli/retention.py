"""Clearing out what has had its time."""

from __future__ import annotations

import datetime as dt

import click
from flask.cli import AppGroup

from app import files, web
from app.db import begin_write
from app.history import Actor
from app.openness import actions, queries
from app.refusal import Refused
from app.words import say
from app.words.formats import today_of

retention = AppGroup("retention", help="Clearing out what has had its time.")


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="Only say what would be cleared, how many, why and by which decision.")
def retention_run(dry_run: bool) -> None:
    """Clear what has had its time, a piece at a time; a clearing that was cut off goes on where it was."""
    session, now = web.store.session, dt.datetime.now(dt.UTC)
    for each in queries.plan(session, now):
        left = f", {each.held} on hold" if each.held else ""
        click.echo(
            f"{each.rule.key}: {each.count} from before {today_of(each.before)}{left}. "
            f"{each.rule.text}. {each.rule.decision}"
        )
    session.rollback()
    if dry_run:
        return
    run_id = _begin(now)
    while run_id is not None:
        begin_write(session)
        more, keys = actions.carry_on(session, run_id, at=now)
        session.commit()
        files.remove(web.config().files_dir, keys)
        if not more:
            click.echo(f"clearing {run_id} is finished")
            return


def _begin(now: dt.datetime) -> int | None:
    """The clearing that waits, or a new one; None when there is nothing to do."""
    session = web.store.session
    begin_write(session)
    try:
        run_id = actions.unfinished(session) or actions.ask(session, actor=_by_hand(), at=now).id
    except Refused as reason:
        session.rollback()
        click.echo(say(reason.key))
        return None
    session.commit()
    return run_id


def _by_hand() -> Actor:
    return Actor(None, say("openness.command"))
