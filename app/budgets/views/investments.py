"""The doors of shared investments: those of a year, one with its answers, and what is recorded of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from wtforms import Form

from app import web
from app.assortment.queries import edition
from app.budgets import actions, queries
from app.budgets.forms import YES, InvestmentForm, SaidForm, SpentForm, WithdrawForm
from app.budgets.models import Investment
from app.budgets.queries.investments import Told
from app.budgets.views.doors import blueprint, told, visitor, year_asked
from app.refusal import Forbidden, Missing, Refused
from app.words import say
from catalogue.budgets import Category
from catalogue.rights import may

FORMS: dict[str, type[Form]] = {"medlem": SaidForm, "namnden": SaidForm, "klar": SpentForm, "aterta": WithdrawForm}


@blueprint.get("/ekonomi/investeringar")
@web.door("finance.read")
def investments() -> Any:
    """What is invested in together in a year, and what is left for more."""
    year = year_asked()
    frame = queries.shared_frame(web.session(), year)
    return web.page(
        "budgets/investments.html", year=year, frame=frame, rows=queries.investments(web.session(), frame),
        sets=_keeps(), threshold=_threshold(),
    )  # fmt: skip


@blueprint.get("/ekonomi/investeringar/ny")
@web.door("finance")
def new_investment() -> Any:
    """An empty form for an investment."""
    return _new(InvestmentForm(data={"year": year_asked()}))


@blueprint.post("/ekonomi/investeringar/ny")
@web.door("finance")
def propose() -> Any:
    """Register an investment; more than the budget is refused and what was typed stays."""
    form = InvestmentForm(request.form)
    _demand()
    if not form.validate():
        return _new(form, 422)
    plan = actions.Plan(
        year=form.year.data or 0, name=form.name.data or "", category=Category(form.category.data),
        description=form.description.data or "", amount=form.amount.data or 0, threshold=_threshold(),
    )  # fmt: skip
    try:
        made = actions.propose(web.session(), plan, actor=visitor().actor, at=web.now())
    except Refused as refused:
        return _new(form, 422, [(form.amount.id, told(refused))])
    web.say_next(say("budgets.done.proposed", number=made.number))
    return web.see_other("budgets.investment", number=made.number)


@blueprint.get("/ekonomi/investeringar/<string:number>")
@web.door("finance.read")
def investment(number: str) -> Any:
    """One investment."""
    return _page(queries.investment(web.session(), number))


@blueprint.post("/ekonomi/investeringar/<string:number>/<string:verb>")
@web.door("finance")
def record(number: str, verb: str) -> Any:
    """Record what a member or the committee has said, what it came to, or that it is taken back."""
    found = queries.investment(web.session(), number)
    if verb not in FORMS:
        raise Missing
    _demand()
    form = _offered(FORMS[verb](request.form), found, verb)
    if not form.validate():
        return _page(found, 422, verb=verb, sent=form)
    try:
        VERBS[verb](found, form)
    except Refused as refused:
        faults = [("svaren", told(refused))]
        return _page(queries.investment(web.session(), number), 422, verb=verb, sent=form, faults=faults)
    web.say_next(say(f"budgets.done.{verb}"))
    return web.see_other("budgets.investment", number=number)


def _member(found: Told, form: Any) -> None:
    member = next(each for each in found.waiting if str(each.id) == form.organisation.data)
    actions.note_member(web.session(), found.row, member, _said(form), actor=visitor().actor, at=web.now())


def _committee(found: Told, form: Any) -> None:
    actions.note_committee(web.session(), found.row, _said(form), actor=visitor().actor, at=web.now())


def _finish(found: Told, form: Any) -> None:
    actions.finish(web.session(), found.row, form.amount.data, actor=visitor().actor, at=web.now())


def _withdraw(found: Told, form: Any) -> None:
    actions.withdraw(web.session(), found.row, form.reason.data, actor=visitor().actor, at=web.now())


VERBS: dict[str, Callable[[Told, Any], None]] = {
    "medlem": _member, "namnden": _committee, "klar": _finish, "aterta": _withdraw,
}  # fmt: skip


def _said(form: Any) -> actions.Said:
    return actions.Said(
        approved=form.answer.data == YES, on=form.on.data, reference=form.reference.data or "",
        reason=form.reason.data or "",
    )  # fmt: skip


def _keeps() -> bool:
    """Whether somebody records shared investments: an economist of the whole cooperation."""
    me = visitor()
    return may("finance", me.roles) and any(grant.role == "finance" and grant.is_whole for grant in me.grants)


def _demand() -> None:
    if not _keeps():
        raise Forbidden("budgets.refused.whole")


def _threshold() -> int:
    return int(edition().setting("large_investment"))


def _offered(form: Form, found: Told, verb: str) -> Form:
    """A form with the members that have not answered; the committee's is not a member's."""
    if isinstance(form, SaidForm) and verb == "medlem":
        form.organisation.choices = [(str(each.id), each.short_name) for each in found.waiting]
    elif isinstance(form, SaidForm):
        del form.organisation
    return form


def _new(form: InvestmentForm, status: int = 200, faults: Any = ()) -> Any:
    left = queries.shared_frame(web.session(), form.year.data) if form.year.data else None
    return web.page(
        "budgets/propose.html", status=status, form=form, faults=list(faults), frame=left, threshold=_threshold()
    )


def _page(
    found: Told, status: int = 200, *, verb: str = "", sent: Form | None = None, faults: Any = ()
) -> Any:  # fmt: skip
    forms = {key: _offered(made(data={"on": web.today()}), found, key) for key, made in FORMS.items()}
    if sent is not None:
        forms[verb] = sent
    row: Investment = found.row
    return web.page(
        "budgets/investment.html", status=status, found=found, row=row, forms_by_verb=forms, sent=sent,
        faults=list(faults),
        sets=_keeps(), events=[(say(f"history.{each.event}", **each.data), each) for each in found.entries],
    )  # fmt: skip
