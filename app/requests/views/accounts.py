"""The accounts of people who are not employed in the units I lead: until when, and longer with a tap."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import request

from app import web
from app.refusal import Changed, Refused
from app.requests import actions, queries
from app.requests.forms import ExtendForm
from app.requests.views.doors import blueprint, visitor
from app.words import day_long, say


@blueprint.get("/begar/konton")
@web.door("accounts.led")
def accounts() -> Any:
    """Every open account, the one that ends first on top."""
    return _show()


@blueprint.post("/begar/konton/<int:account_id>/forlang")
@web.door("accounts.led")
def extend_account(account_id: int) -> Any:
    """Let one live longer."""
    form = ExtendForm(request.form)
    if not form.validate() or form.slut.data is None or form.till.data is None:
        return _show(status=422, fault=say("requests.refused.account_date"))
    try:
        done = actions.extend(
            web.session(), visitor(), account_id, shown=form.slut.data, until=form.till.data, at=web.now()
        )
    except Changed:
        raise
    except Refused as refused:
        return _show(status=422, fault=say(refused.key, **refused.params))
    if done:
        web.say_next(say("requests.account.extended", until=day_long(form.till.data, year=True)))
    return web.see_other("requests.accounts")


def _show(*, status: int = 200, fault: str = "") -> Any:
    last = actions.furthest(web.today())
    rows = [
        (row, waits, min(queries.half_a_year_later(row.ends_on), last))
        for row, waits in queries.accounts(web.session(), visitor())
    ]
    return web.page(
        "requests/accounts.html", "accounts", status=status, rows=[(*each, each[2] > each[0].ends_on) for each in rows],
        faults=[("konton", fault)] if fault else [], soon=web.today() + dt.timedelta(days=30),
    )  # fmt: skip
