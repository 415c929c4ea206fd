"""The demo world."""

from __future__ import annotations

import datetime as dt

import click
from flask.cli import AppGroup

from app import web

demo = AppGroup("demo", help="The demo world.")


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
    for line in load(
        web.store.sessionmaker, now=now, orders=orders, people=people, devices=devices, folder=web.config().files_dir
    ):
        click.echo(line)
