"""Doors to the contracts with suppliers (R-008, R-029)."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.assortment import actions
from app.assortment.forms import ContractForm
from app.assortment.models import SupplierContract
from app.assortment.queries import editing
from app.assortment.views.doors import blueprint, edits, visitor
from app.refusal import Changed, Refused
from app.words import say
from catalogue.lifetimes import add_months

TRAIL = ((say("editing.contract.title"), "/redigera/avtal"),)


@blueprint.get("/redigera/avtal")
@web.door("range.read")
def contracts() -> Any:
    """Every contract, with what is over and what ends within six months."""
    soon = add_months(web.today(), editing.ENDING_MONTHS)
    return web.page("assortment/contracts.html", rows=editing.contracts(web.session()), soon=soon, edits=edits())


@blueprint.get("/redigera/avtal/nytt")
@web.door("catalogue.edit")
def new_contract() -> Any:
    """The form of a new contract."""
    return _page(None, _form())


@blueprint.post("/redigera/avtal/nytt")
@web.door("catalogue.edit")
def make_contract() -> Any:
    """Write a contract down."""
    return _save(None)


@blueprint.get("/redigera/avtal/<int:contract_id>")
@web.door("range.read")
def contract(contract_id: int) -> Any:
    """One contract with the items under it."""
    row = editing.contract(web.session(), contract_id)
    seen = actions.mark_of(row)
    return _page(row, _form(data={field: getattr(row, field) for field in _names()} | {"seen": seen}))


@blueprint.post("/redigera/avtal/<int:contract_id>")
@web.door("catalogue.edit")
def save_contract(contract_id: int) -> Any:
    """Change a contract."""
    return _save(editing.contract(web.session(), contract_id))


def _names() -> list[str]:
    return [name for name in ContractForm()._fields if name != "seen"]


def _form(sent: Any = None, **more: Any) -> ContractForm:
    form = ContractForm(sent, **more)
    form.supplier_id.choices = editing.suppliers(web.session())
    return form


def _save(row: SupplierContract | None) -> Any:
    form = _form(request.form)
    if not form.validate():
        return _page(row, form, 422)
    values = {name: form[name].data for name in _names()}
    try:
        saved = actions.save_contract(
            web.session(), row, values, seen=form.seen.data or "", actor=visitor().actor, at=web.now()
        )
    except Changed as reason:
        form.seen.raw_data, form.seen.data = None, actions.mark_of(row) if row else ""
        return _page(row, form, 409, refusal=say(reason.key), theirs=_theirs(row, form))
    except Refused as reason:
        return _page(row, form, 422, refusal=say(reason.key, **reason.params))
    web.say_next(say("editing.contract.saved"))
    return web.see_other("assortment.contract", contract_id=saved.id)


def _theirs(row: SupplierContract | None, form: ContractForm) -> list[tuple[str, str, str]]:
    """What a colleague saved, beside what was typed."""
    pairs = [(form[name], getattr(row, name)) for name in _names()]
    return [(field.label.text, str(held), str(field.data)) for field, held in pairs if held != field.data]


def _page(row: SupplierContract | None, form: ContractForm, status: int = 200, **more: Any) -> Any:
    items = editing.items_under(web.session(), row.id) if row else []
    return web.page(
        "assortment/contract.html", status=status, row=row, form=form, items=items, edits=edits(), trail=TRAIL, **more
    )
