"""What is held of one person."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click
from flask.cli import AppGroup

from app import web
from app.db import begin_write
from app.history import Actor
from app.openness import actions, queries
from app.refusal import Missing
from app.words import say

people = AppGroup("people", help="What is held of people.")


@people.command("extract")
@click.argument("key")
@click.option("--to", "folder", type=click.Path(path_type=Path), default=Path(), help="Where the two files are put.")
def people_extract(key: str, folder: Path) -> None:
    """Everything on the person with this number, mail address or directory key (article 15), as JSON and as PDF."""
    session, now = web.store.session, dt.datetime.now(dt.UTC)
    begin_write(session)
    try:
        person = queries.person_by_key(session, key)
    except Missing:
        raise click.ClickException(f"No one person has the number, mail address or key {key!r}.") from None
    actions.note_extract(session, person.id, actor=Actor(None, say("openness.command")), at=now)
    made = queries.extract(session, person.id, at=now)
    folder.mkdir(parents=True, exist_ok=True)
    name = folder / f"extract-{person.id}-{now:%Y%m%d}"
    text = json.dumps(queries.as_json(made), ensure_ascii=False, indent=2)
    name.with_suffix(".json").write_text(text, encoding="utf-8")
    name.with_suffix(".pdf").write_bytes(queries.as_pdf(made, queries.rules(session)))
    session.commit()
    click.echo(f"{name.with_suffix('.json')}\n{name.with_suffix('.pdf')}")
