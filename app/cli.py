"""Commands: `flask --app wsgi …` (database, demo, outbox, doctor, audit)."""

from __future__ import annotations

import datetime as dt

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app import doctor, history, web

demo = AppGroup("demo", help="The demo world.")
outbox = AppGroup("outbox", help="Letters that leave the house.")
audit = AppGroup("audit", help="The history's hash chain.")


def init_app(app: Flask) -> None:
    """Attach the commands (`db` comes with the migrations)."""
    for group in (demo, outbox, audit):
        app.cli.add_command(group)
    app.cli.add_command(examine)


@demo.command("load")
@click.option("--orders", type=int, default=0, help="Load this many orders in bulk besides the demo year.")
@click.option("--people", type=int, default=0, help="Load this many people p0001… in bulk.")
@click.option("--devices", type=int, default=0, help="Load this many devices in bulk.")
def demo_load(orders: int, people: int, devices: int) -> None:
    """Fill an empty database with the demo world."""
    from app.demo.load import load  # here, since no other command needs the demo's data

    if not web.config().demo:
        raise click.ClickException("The demo world is loaded only when SHOP_MODE is demo.")
    now = dt.datetime.now(dt.UTC)
    for line in load(web.store.sessionmaker, now=now, orders=orders, people=people, devices=devices):
        click.echo(line)


@outbox.command("work")
@click.option("--once", is_flag=True, help="Carry what waits now, without the undo window, and end.")
def outbox_work(once: bool) -> None:
    """Carry letters, send partner orders and close what was received, until told to stop."""
    from app import worker  # here, so that the web process never loads mail and PDF code

    worker.run(current_app._get_current_object(), once=once)  # type: ignore[attr-defined]  # Flask's proxy


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


@click.command("doctor")
def examine() -> None:
    """Look at settings, database, files and worker, and say what is wrong."""
    findings = doctor.examine(web.store.session, web.config(), dt.datetime.now(dt.UTC))
    for finding in findings:
        click.echo(f"{'ok  ' if finding.good else 'FEL '} {finding.what}: {finding.detail}")
    if not all(finding.good for finding in findings):
        raise SystemExit(1)
