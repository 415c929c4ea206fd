"""Letters that leave the house."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

outbox = AppGroup("outbox", help="Letters that leave the house.")


@outbox.command("work")
@click.option("--once", is_flag=True, help="Carry what waits now, without the undo window, and end.")
def outbox_work(once: bool) -> None:
    """Carry letters, send partner orders and close what was received, until told to stop."""
    from app import worker  # here, so that the web process never loads mail and PDF code

    worker.run(current_app._get_current_object(), once=once)  # type: ignore[attr-defined]  # Flask's proxy
