"""Help and the statements that every visitor may read, signed in or not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import request

from app import limits, web
from app.assortment.queries import support_calendar
from app.shop import actions
from app.shop.forms import BarrierForm
from app.shop.views.doors import blueprint
from app.words import say
from catalogue.calendar import CLOSES, CLOSES_BEFORE_RED, OPENS

# The day the shop was last assessed as a whole; the statement gives it (DESIGN 12).
ASSESSED = dt.date(2026, 11, 23)


@blueprint.get("/hjalp")
@web.door("public")
def help_page() -> Any:
    """Answers to what people ask, and when servicedesk is open."""
    calendar, at = support_calendar(web.today().year), web.now()
    closes = calendar.closes(web.today())
    opening = [
        (say(f"shop.hours.{day}"), say("shop.hours.span", opens=f"{OPENS:%H.%M}", closes=f"{end:%H.%M}"))
        for day, end in (("ordinary", CLOSES), ("before_red", CLOSES_BEFORE_RED))
    ]
    now = (
        say("shop.hours.open", closes=f"{closes:%H.%M}")
        if closes and calendar.is_open(at)
        else say("shop.hours.closed")
    )
    return web.page("shop/help.html", opening=[*opening, (say("shop.hours.red"), say("shop.hours.shut"))], now=now)


@blueprint.get("/tillganglighet")
@web.door("public")
def accessibility() -> Any:
    """The accessibility statement that the law asks for (2018:1937)."""
    return web.page("shop/accessibility.html", form=BarrierForm(), assessed=ASSESSED)


@blueprint.post("/tillganglighet")
@web.door("public")
def report_barrier() -> Any:
    """Take in what somebody cannot use."""
    form = BarrierForm(request.form)
    if not form.validate():
        return web.page("shop/accessibility.html", status=422, form=form, assessed=ASSESSED)
    limits.spend(web.session(), f"barrier:{request.remote_addr}", most=20, per=dt.timedelta(hours=1), now=web.now())
    actions.report_barrier(
        web.session(), form.hinder.data, form.svar.data, at=web.now(), otherwise=web.config().mail_from
    )
    web.say_next(say("shop.barrier.thanks"))
    return web.see_other("shop.accessibility")
