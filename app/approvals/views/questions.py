"""IT's page of questions about what would join the network or need its help."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.approvals import actions
from app.approvals.forms import APPROVE, DECLINE, AnswerForm
from app.approvals.queries.questions import questions
from app.approvals.views.doors import blueprint, told, visitor
from app.consultations.queries import waiting_for
from app.refusal import Changed, Forbidden, Refused
from app.words import say

OUTCOMES = {APPROVE: "approved", DECLINE: "refused", "svara": "answered", "budget": "referred"}


@blueprint.get("/it/fragor")
@web.door("consultations.answer")
def asked() -> Any:
    """The open questions to me, oldest first."""
    return _page()


@blueprint.post("/it/fragor/<int:question_id>")
@web.door("consultations.answer")
def answer(question_id: int) -> Any:
    """Answer one question."""
    form = AnswerForm(request.form)
    if not form.validate():
        return _page(status=422, form=form, at=question_id)
    try:
        actions.answer(
            web.session(), visitor(), question_id, OUTCOMES[form.svar.data], text=form.text.data, at=web.now()
        )
    except (Changed, Forbidden):
        raise
    except Refused as refused:
        return _page(status=422, form=form, at=question_id, fault=told(refused))
    web.say_next(say("approvals.said.answered"))
    return web.see_other("approvals.asked")


def _page(*, status: int = 200, form: AnswerForm | None = None, at: int = 0, fault: str = "") -> Any:
    after = request.args.get("efter", "")
    whole = after.isascii() and after.isdigit() and len(after) < 16
    found = questions(web.session(), visitor(), int(after) if whole else 0)
    errors = [text for field in form or () for text in field.errors] + ([fault] if fault else [])
    return web.page(
        "approvals/questions.html",
        "questions",
        status=status,
        found=found,
        at=at,
        typed=form.text.data if form else "",
        faults=[(f"text-{at}", text) for text in errors],
        others=waiting_for(web.session(), visitor()),
    )
