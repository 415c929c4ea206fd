"""Reading proposals, suggesting one, and IT's recommendation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request

from app import web
from app.assortment.models import Item
from app.forum.actions import proposing
from app.forum.actions.proposing import Recommended, Suggestion
from app.forum.forms import proposals as forms
from app.forum.models import PROPOSAL_KINDS, Proposal, ProposalState
from app.forum.queries import proposals as queries
from app.forum.queries.proposals import VIEWS, Asked
from app.forum.views import show
from app.forum.views.doors import asked_words, blueprint, one_of, told, visitor, whole
from app.refusal import Changed, Refused
from app.words import say

Faults = Sequence[tuple[str, str]]
DRAFTS = ("draft", "withdrawn", "published")


@blueprint.get("/forum/forslag")
@web.door("forum.read")
def proposals() -> Any:
    """The proposals I may read."""
    asked = Asked(
        view=one_of("visa", VIEWS, VIEWS[0]), words=asked_words(), kind=one_of("typ", PROPOSAL_KINDS),
        state=one_of("lage", set(ProposalState)), before=whole("efter"),
    )  # fmt: skip
    found = queries.proposals(web.session(), visitor(), asked)
    return web.page(
        "forum/proposals.html", "proposals", asked=asked, found=found,
        kinds=[("", say("forum.list.all_kinds")), *((key, say(f"forum.kind.{key}")) for key in PROPOSAL_KINDS)],
        states=[("", say("forum.list.all_states")), *((key.value, say(f"forum.state.{key}")) for key in ProposalState)],
    )  # fmt: skip


@blueprint.get("/forum/forslag/nytt")
@web.door("forum.suggest")
def new() -> Any:
    """The form of a suggestion, filled in with where I came from."""
    form = forms.SuggestionForm()
    form.item.data = request.args.get("vara", "")[:80]
    form.kind.data = one_of("typ", PROPOSAL_KINDS, "replace" if form.item.data else "add")
    form.title.data = asked_words("titel")
    return _new(form)


@blueprint.post("/forum/forslag/nytt")
@web.door("forum.suggest")
def suggest() -> Any:
    """Put a suggestion to the forum."""
    form = forms.SuggestionForm(request.form)
    if not form.validate():
        return _new(form, status=422)
    item = queries.item_of(web.session(), form.item.data)
    wish = Suggestion(
        kind=form.kind.data, title=form.title.data, need=form.need.data, school=form.school.data, pilot=form.pilot.data,
        item_id=item.id if item and form.kind.data != "add" else None,
    )  # fmt: skip
    try:
        made = proposing.suggest(web.session(), wish, me=visitor(), at=web.now())
    except Refused as refused:
        return _new(form, status=422, more=[("item", told(refused))])
    web.say_next(say("forum.said.suggested", number=made.number))
    return web.see_other("forum.proposal", number=made.number)


def _new(form: forms.SuggestionForm, *, status: int = 200, more: Faults = ()) -> Any:
    rows = queries.items_to_choose(web.session())
    named = [("", say("forum.form.no_item")), *((slug, name) for slug, name, _category in rows)]
    form.item.choices = forms.choices(named)
    return web.page("forum/new.html", status=status, form=form, more=list(more))


@blueprint.get("/forum/forslag/<string:number>")
@web.door("forum.read")
def proposal(number: str) -> Any:
    """One proposal: where it stands, what is said of it, and what I may do."""
    return page(number)


def page(number: str, *, status: int = 200, faults: Faults = (), at: str = "") -> Any:
    """The page of a proposal; `at` names the form that was sent and could not be done."""
    me = visitor()
    found = queries.dossier(web.session(), me, number, web.today())
    shown = show.page(found, me, web.today())
    choices = queries.items_to_choose(web.session(), ("draft",)) if "attach" in shown["verbs"] else []
    typed = request.form if at else {}
    return web.page(
        "forum/proposal.html", status=status, faults=list(faults), at=at, typed=typed, drafts=choices, **shown
    )


@blueprint.get("/forum/forslag/<string:number>/rekommendera")
@web.door("catalogue.edit")
def recommending(number: str) -> Any:
    """The form of IT's background and recommendation."""
    found = queries.dossier(web.session(), visitor(), number, web.today())
    form = forms.RecommendForm(obj=found.proposal)
    form.new_item.data = found.new_item.slug if found.new_item else ""
    return _recommending(found.proposal, form, forms.rows_of(found.alternatives))


@blueprint.post("/forum/forslag/<string:number>/rekommendera")
@web.door("catalogue.edit")
def recommend(number: str) -> Any:
    """Attach IT's background and recommendation."""
    session, form, rows = web.session(), forms.RecommendForm(request.form), forms.typed_rows(request.form)
    proposal = queries.proposal_of(session, visitor(), number)
    compared, faults = forms.alternatives(rows)
    if not form.validate() or faults:
        return _recommending(proposal, form, rows, status=422, faults=faults)
    if form.version.data != proposal.version:
        return _clash(number, form, rows)
    said = Recommended(
        background=form.background.data, recommendation=form.recommendation.data, motivation=form.motivation.data,
        effective_on=form.effective_on.data, alternatives=compared, new_item_id=_id(form.new_item.data),
        information_security=form.information_security.data,
    )  # fmt: skip
    try:
        proposing.recommend(session, proposal, said, actor=visitor().actor, at=web.now())
    except Changed:
        return _clash(number, form, rows)
    except Refused as refused:
        field = "motivation" if refused.key.endswith("motivation") else "background"
        return _recommending(proposal, form, rows, status=422, faults=[(field, told(refused))])
    web.say_next(say("forum.said.recommended", number=number))
    return web.see_other("forum.proposal", number=number)


def _id(slug: str) -> int | None:
    item: Item | None = queries.item_of(web.session(), slug)
    return item.id if item else None


def _clash(number: str, form: forms.RecommendForm, rows: Sequence[forms.Typed]) -> Any:
    """Somebody else saved first: what they wrote beside what was typed, and a version that lets it be saved again."""
    saved = queries.proposal_of(web.session(), visitor(), number)
    fields = ("background", "recommendation", "motivation")
    clashes = [
        {"label": form[name].label.text, "theirs": getattr(saved, name), "mine": form[name].data}
        for name in fields
        if getattr(saved, name) != form[name].data
    ]
    form.version.data = saved.version
    form.version.raw_data = None
    return _recommending(saved, form, rows, status=409, clashes=clashes)


def _recommending(
    proposal: Proposal, form: forms.RecommendForm, rows: Sequence[forms.Typed], *, status: int = 200,
    faults: Faults = (), clashes: Sequence[dict[str, Any]] | None = None,
) -> Any:  # fmt: skip
    found = queries.items_to_choose(web.session(), ("draft",))
    named = [("", say("forum.form.no_draft")), *((slug, name) for slug, name, _category in found)]
    form.new_item.choices = forms.choices(named)
    return web.page(
        "forum/recommend.html", status=status, proposal=proposal, form=form, rows=rows, faults=list(faults),
        clashes=clashes,
    )  # fmt: skip
