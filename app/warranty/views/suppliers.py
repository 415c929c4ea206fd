"""The supplier's doors: its own claims, and nothing of anybody else's."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from app import web
from app.warranty import queries
from app.warranty.views.answering import answered
from app.warranty.views.claim import kept, written
from app.warranty.views.doors import WITH_FILES, blueprint, visitor
from app.warranty.views.lists import listing
from app.warranty.views.show import show

web.roomy["warranty.supplier_write"] = WITH_FILES


@blueprint.get("/partner/reklamationer")
@web.door("claims.supplier")
def supplier_claims() -> Any:
    """My company's claims."""
    every = request.args.get("visa") == "alla"
    return listing(queries.of_supplier, "warranty.supplier_claims", every=every)


@blueprint.get("/partner/reklamationer/<string:number>")
@web.door("claims.supplier")
def supplier_claim(number: str) -> Any:
    """One of them."""
    return show(queries.by_number(web.session(), visitor(), number))


@blueprint.post("/partner/reklamationer/<string:number>")
@web.door("claims.supplier")
def supplier_write(number: str) -> Any:
    """Write to the one who claims."""
    return written(queries.held(web.session(), visitor(), number), "warranty.supplier_claim")


@blueprint.post("/partner/reklamationer/<string:number>/hantera")
@web.door("claims.supplier")
def supplier_answer(number: str) -> Any:
    """Take it or answer it."""
    return answered(number, "warranty.supplier_claim")


@blueprint.get("/partner/reklamationer/<string:number>/filer/<int:file_id>")
@web.door("claims.supplier")
def supplier_file(number: str, file_id: int) -> Response:
    """A picture."""
    return kept(queries.by_number(web.session(), visitor(), number), file_id)
