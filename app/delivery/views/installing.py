"""The install checklist of a line, and handing over."""

from __future__ import annotations

from typing import Any

import flask
from flask import request

from app import web
from app.delivery import actions
from app.delivery.actions.holding import hold
from app.delivery.actions.installing import checklist
from app.delivery.forms import StepsForm
from app.delivery.queries import worklist
from app.delivery.views.doors import blueprint, visitor
from app.devices.queries import of_order_line
from app.words import say


@blueprint.get("/it/installationer/<int:line_id>")
@web.door("it.work")
def install(line_id: int) -> Any:
    """What is done and what is left of one line."""
    line, order = worklist.line_of(web.session(), line_id)
    done = worklist.ticked(web.session(), line_id)
    return web.page(
        "delivery/install.html",
        "install",
        line=line,
        order=order,
        steps=[(step, say(f"delivery.step.{step}"), done.get(step)) for step in checklist(line)],
        devices=of_order_line(web.session(), line_id),
    )


@blueprint.post("/it/installationer/<int:line_id>")
@web.door("it.work")
def tick(line_id: int) -> Any:
    """Tick steps; with the last one the line is ready and the recipient is told."""
    of = hold(web.session(), line_id)
    steps = StepsForm(request.form).steps.data or []
    left = actions.tick(web.session(), of, steps, actor=visitor().actor, at=web.now())
    web.say_next(say("delivery.done.ticked", left=len(left)) if left else say("delivery.done.ready", name=of[0].name))
    return web.see_other("delivery.install", line_id=line_id)


@blueprint.post("/it/installationer/<int:line_id>/lamna-ut")
@web.door("it.work")
def hand_over(line_id: int) -> Any:
    """Give the recipient what is ready."""
    of = hold(web.session(), line_id)
    actions.hand_over(web.session(), of, actor=visitor().actor, at=web.now())
    web.say_next(say("delivery.done.lamna-ut", count=of[0].quantity))
    return flask.redirect(flask.url_for("delivery.work", queue=of[0].queue or worklist.QUEUES[0]), 303)
