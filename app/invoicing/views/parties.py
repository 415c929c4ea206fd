"""The doors of who invoices and who is invoiced."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.invoicing.actions import parties as actions
from app.invoicing.forms import CustomerForm, IssuerForm, treatment_key
from app.invoicing.models import InvoiceCustomer, Issuer
from app.invoicing.queries import parties
from app.invoicing.queries.customers import Customer, customer_of, customers
from app.invoicing.queries.reach import acts, demand
from app.invoicing.views.doors import blueprint, visitor
from app.words import say
from catalogue.identifiers import bare
from catalogue.invoices import Kind


@blueprint.get("/ekonomi/fakturor/installningar")
@web.door("finance")
def issuer() -> Any:
    """Who invoices, how it is paid, and how each kind is taxed."""
    demand(visitor())
    row = parties.issuer(web.session())
    return _issuer(IssuerForm(data=_shown(row)) if row else IssuerForm())


@blueprint.post("/ekonomi/fakturor/installningar")
@web.door("finance")
def set_issuer() -> Any:
    """Write it down; what was issued is as it was."""
    me, form = visitor(), IssuerForm(request.form)
    demand(me)
    if not form.validate():
        return _issuer(form, 422)
    actions.set_issuer(web.session(), form.values(), actor=me.actor, at=web.now())
    web.say_next(say("invoicing.done.issuer"))
    return web.see_other("invoicing.issuer")


@blueprint.get("/ekonomi/fakturor/kunder")
@web.door("finance")
def all_customers() -> Any:
    """Every organisation, with or without details."""
    return web.page("invoicing/customers.html", rows=customers(web.session()), acts=acts(visitor()))


@blueprint.get("/ekonomi/fakturor/kunder/<string:key>")
@web.door("finance")
def customer(key: str) -> Any:
    """A customer's details."""
    found = customer_of(web.session(), key)
    demand(visitor())
    return _customer(found, CustomerForm(data=_details(found)))


@blueprint.post("/ekonomi/fakturor/kunder/<string:key>")
@web.door("finance")
def set_customer(key: str) -> Any:
    """Write a customer's details down."""
    me, form, found = visitor(), CustomerForm(request.form), customer_of(web.session(), key)
    demand(me)
    if not form.validate():
        return _customer(found, form, 422)
    actions.set_customer(
        web.session(), found.organisation, form.values(), seen=form.seen.data or 0, actor=me.actor, at=web.now()
    )
    web.say_next(say("invoicing.done.customer", name=found.organisation.name))
    return web.see_other("invoicing.all_customers")


def _issuer(form: IssuerForm, status: int = 200) -> Any:
    return web.page("invoicing/issuer.html", status=status, form=form)


def _customer(found: Customer, form: CustomerForm, status: int = 200) -> Any:
    return web.page("invoicing/customer.html", status=status, form=form, of=found.organisation, known=found.row)


def _shown(row: Issuer) -> dict[str, Any]:
    names = {column.key for column in row.__mapper__.columns}
    values = {name: getattr(row, name) for name in names}
    taxed = {kind.value: parties.treatment_of(row, kind) for kind in Kind}
    reasons = [treatment.reason for treatment in taxed.values() if treatment.reason]
    return values | {
        **{kind: treatment_key(treatment.category, treatment.rate) for kind, treatment in taxed.items()},
        "gln": row.endpoint if row.scheme == "0088" else "",
        "why": reasons[0] if reasons else "",
    }


def _details(found: Customer) -> dict[str, Any]:
    """What is known of a customer: its details, else what the organisation says of itself."""
    row: InvoiceCustomer | None = found.row
    of = found.organisation
    if row is None:
        number = bare(of.org_number)
        scheme = "0088" if of.gln else "0007"
        return {"name": of.name, "org_number": number, "vat_number": f"SE{number}01", "gln": of.gln, "scheme": scheme,
                "seen": 0}  # fmt: skip
    names = ("name", "org_number", "vat_number", "street", "postal_code", "town", "scheme", "reference")
    gln = row.endpoint if row.scheme == "0088" else ""
    return {name: getattr(row, name) for name in names} | {"gln": gln, "seen": row.version}
