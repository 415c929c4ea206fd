"""Doors from an order: how its suppliers' invoices stand, and the agreement for the purchasing system."""

from __future__ import annotations

from typing import Any

from app import web
from app.delivery import actions as delivery
from app.invoicing.queries import supplier_orders as queries
from app.invoicing.views.supplier_doors import blueprint, download, visitor
from app.orders.queries.visible import order_by_number
from app.refusal import Missing
from catalogue.rights import may

XML = "application/xml"


@blueprint.get("/bestallningar/<string:number>/fakturor")
@web.door("orders.own")
def of_order(number: str) -> Any:
    """What suppliers invoice for an order."""
    me = visitor()
    order = order_by_number(web.session(), me, number)
    return web.page(
        "invoicing/supplier_of_order.html",
        order=order,
        rows=queries.standing(web.session(), order.id),
        papers=queries.may_read_papers(web.session(), me, order),
        reads=may("finance.read", me.roles),
    )


@blueprint.get("/bestallningar/<string:number>/fakturor/<string:at_supplier>")
@web.door("orders.own")
def agreement(number: str, at_supplier: str) -> Any:
    """The order to the supplier as Peppol Order Agreement, for the organisation's purchasing system."""
    me = visitor()
    order = order_by_number(web.session(), me, number)
    if not queries.may_read_papers(web.session(), me, order):
        raise Missing
    found = queries.partner_order_of(web.session(), order, at_supplier)
    data = delivery.peppol_order(web.session(), found, folder=web.config().files_dir).agreement
    if data is None:
        raise Missing
    return download(data, f"{found.number}-avtal.xml", XML)
