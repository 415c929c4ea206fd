"""A look at the house."""

from __future__ import annotations

import datetime as dt

import click

from app import doctor, web


@click.command("doctor")
def examine() -> None:
    """Look at settings, database, files and worker, and say what is wrong."""
    findings = doctor.examine(web.store.session, web.config(), dt.datetime.now(dt.UTC))
    for finding in findings:
        click.echo(f"{'ok  ' if finding.good else 'FEL '} {finding.what}: {finding.detail}")
    if not all(finding.good for finding in findings):
        raise SystemExit(1)
