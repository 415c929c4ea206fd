"""Which queue each form leads to, for an administrator (R-099)."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.requests import actions, queries
from app.requests.forms import QueueForm
from app.requests.views.doors import blueprint, visitor
from app.words import say
from catalogue.terms import Queue


@blueprint.get("/admin/begaran")
@web.door("requests.administer")
def queues() -> Any:
    """Which queue each form leads to."""
    chosen = queries.chosen_queues(web.session())
    return web.page(
        "requests/queues.html", rows=[(form, chosen.get(form.key)) for form in queries.forms().values()],
        queues=[(queue.value, say(f"cases.queue.{queue}")) for queue in Queue],
    )  # fmt: skip


@blueprint.post("/admin/begaran")
@web.door("requests.administer")
def choose_queue() -> Any:
    """Lead a form to another queue."""
    typed = QueueForm(request.form)
    form = queries.form_of(typed.form.data or "")
    actions.choose_queue(web.session(), form, typed.queue.data or "", actor=visitor().actor, at=web.now())
    web.say_next(say("requests.queue_chosen", form=form.title))
    return web.see_other("requests.queues")
