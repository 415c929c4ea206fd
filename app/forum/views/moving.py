"""What each role does with a proposal, each a plain form on its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from sqlalchemy.orm import Session
from wtforms import Form

from app import web
from app.forum.actions import meetings, outcomes, proposing
from app.forum.forms.proposals import AnswerForm, ConsentForm, TextForm
from app.forum.models import Proposal
from app.forum.queries import meetings as gatherings
from app.forum.queries import proposals as queries
from app.forum.views.doors import blueprint, told, visitor
from app.forum.views.proposals import page
from app.refusal import Changed, Forbidden, Refused
from app.words import say

Verb = Callable[[Session, Proposal], None]
# Where a fault of each form leads to.
PLACES = {
    "comment": "text-kommentar", "consulted": "text-remissvar", "sign": "text-skolan", "answer": "text-svar",
    "consent": "reference", "above": "reference", "agenda": "mote", "attach": "utkast", "file": "fil",
    "security": "text-informationssakerhet",
}  # fmt: skip


def act(number: str, at: str, verb: Verb, form: Form | None = None) -> Any:
    """Do something with a proposal; a refusal shows its page again, with what was typed still in its form."""
    session, place = web.session(), PLACES.get(at, "gora")
    proposal = queries.proposal_of(session, visitor(), number)
    try:
        if form is not None and not form.validate():
            faults = [(field.id, text) for field in form for text in field.errors]
            return page(number, status=422, at=at, faults=faults)
        if request.form.get("version", str(proposal.version)) != str(proposal.version):
            raise Changed("forum.refused.passed", number=number)
        verb(session, proposal)
    except Forbidden:
        raise
    except Changed as changed:
        return page(number, status=409, at=at, faults=[(place, told(changed))])
    except Refused as refused:
        return page(number, status=422, at=at, faults=[(place, told(refused))])
    web.say_next(say(f"forum.said.{at}", number=number))
    return web.see_other("forum.proposal", number=number)


@blueprint.post("/forum/forslag/<string:number>/kommentar")
@web.door("forum.suggest")
def comment(number: str) -> Any:
    """Say something as oneself."""
    form = TextForm(request.form)
    return act(
        number, "comment", lambda s, p: proposing.comment(s, p, form.text.data, me=visitor(), at=web.now()), form
    )


@blueprint.post("/forum/forslag/<string:number>/remissvar")
@web.door("forum.take_part")
def consulted(number: str) -> Any:
    """Answer for my municipality."""
    form = TextForm(request.form)

    def say_so(session: Session, proposal: Proposal) -> None:
        proposing.comment(session, proposal, form.text.data, consulted=True, me=visitor(), at=web.now())

    return act(number, "consulted", say_so, form)


@blueprint.post("/forum/forslag/<string:number>/skolan")
@web.door("forum.take_part")
def sign(number: str) -> Any:
    """Stand behind a school device, for the schools."""
    form = TextForm(request.form)
    return act(number, "sign", lambda s, p: proposing.sign_off(s, p, form.text.data, me=visitor(), at=web.now()), form)


@blueprint.post("/forum/forslag/<string:number>/ta-tillbaka")
@web.door("forum.suggest")
def retract(number: str) -> Any:
    """Take my suggestion back."""
    return act(number, "retract", lambda s, p: proposing.retract(s, p, me=visitor(), at=web.now()))


@blueprint.post("/forum/forslag/<string:number>/svar")
@web.door("catalogue.edit")
def answer(number: str) -> Any:
    """Say why a suggestion is not taken up."""
    form = TextForm(request.form)
    return act(
        number, "answer", lambda s, p: proposing.answer(s, p, form.text.data, actor=visitor().actor, at=web.now()), form
    )


@blueprint.post("/forum/forslag/<string:number>/remiss")
@web.door("catalogue.edit")
def consult(number: str) -> Any:
    """Ask the municipalities."""
    return act(number, "consult", lambda s, p: proposing.consult(s, p, actor=visitor().actor, at=web.now()))


@blueprint.post("/forum/forslag/<string:number>/utkast")
@web.door("catalogue.edit")
def attach(number: str) -> Any:
    """Say which draft would come in."""

    def choose(session: Session, proposal: Proposal) -> None:
        item = queries.item_of(session, request.form.get("utkast", "")[:80])
        if item is None or item.state != "draft":
            raise Refused("forum.refused.no_draft")
        proposing.attach(session, proposal, item.id)

    return act(number, "attach", choose)


@blueprint.post("/forum/forslag/<string:number>/kckd")
@web.door("forum.lead")
def consent(number: str) -> Any:
    """Record that the chief executives let a pilot pass."""
    form = ConsentForm(request.form)

    def let_pass(session: Session, proposal: Proposal) -> None:
        assert form.decided_on.data is not None  # noqa: S101  # the form demands it
        proposing.consent(
            session, proposal, decided_on=form.decided_on.data, reference=form.reference.data, me=visitor(),
            at=web.now(),
        )  # fmt: skip

    return act(number, "consent", let_pass, form)


@blueprint.post("/forum/forslag/<string:number>/dagordning")
@web.door("forum.lead")
def put_up(number: str) -> Any:
    """Put a proposal on the agenda of a meeting."""

    def put(session: Session, proposal: Proposal) -> None:
        chosen = request.form.get("mote", "")
        meeting = gatherings.meeting_of(session, int(chosen) if chosen.isdigit() and len(chosen) < 16 else 0)
        meetings.add_proposal(session, meeting, proposal, me=visitor(), at=web.now())

    return act(number, "agenda", put)


@blueprint.post("/forum/forslag/<string:number>/svar-uppifran")
@web.door("forum.lead")
def above(number: str) -> Any:
    """Record what the steering group or the committee answered."""
    form = AnswerForm(request.form)

    def record(session: Session, proposal: Proposal) -> None:
        assert form.decided_on.data is not None  # noqa: S101  # the form demands it
        said = outcomes.Answer(
            accepted=form.accepted.data == "ja", decided_on=form.decided_on.data, reference=form.reference.data,
            effective_on=form.effective_on.data,
        )  # fmt: skip
        outcomes.answer_forwarded(session, proposal, said, me=visitor(), at=web.now())

    return act(number, "above", record, form)


@blueprint.post("/forum/forslag/<string:number>/till-namnden")
@web.door("forum.lead")
def forward(number: str) -> Any:
    """The steering group passes it on to the committee."""
    return act(number, "forward", lambda s, p: outcomes.forward_to_committee(s, p, me=visitor(), at=web.now()))


@blueprint.post("/forum/forslag/<string:number>/publicera")
@web.door("catalogue.edit")
def publish(number: str) -> Any:
    """Let the range follow the decision."""
    return act(number, "publish", lambda s, p: outcomes.publish(s, p, actor=visitor().actor, at=web.now()))
