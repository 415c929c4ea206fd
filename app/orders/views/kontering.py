"""The part of the checkout where somebody chooses what carries the order."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from wtforms.fields.choices import SelectChoice

from app import web
from app.identity.queries import Visitor
from app.orders.forms import AccountForm, account_form
from app.orders.queries.checkout import Account, account
from app.orders.queries.coding import Offer, Part, offer
from app.orders.queries.kontering import may_choose, percent
from app.orders.views.doors import visitor
from app.refusal import Refused
from app.shop import actions as shop
from app.shop.queries import JudgedBasket
from app.words import say
from catalogue import money
from catalogue.kontering import MOST_SHARES, Measure


def may_change(me: Visitor, to: Account) -> bool:
    """Who answers for accounts; and anybody, where what is filled in cannot be used."""
    return may_choose(me) or to.chosen is None or bool(to.chosen.why)


def filled(basket: JudgedBasket, to: Account, rows: str) -> AccountForm:
    """The form as it stands, with so many rows as the address asks for."""
    shares = _rows(basket, to)
    count = min(max(len(shares), int(rows) if rows.isascii() and rows.isdigit() and len(rows) < 3 else 1), MOST_SHARES)
    shares = _evenly(shares, count)
    found = offer(web.session(), visitor(), web.today())
    values: dict[str, Any] = {"fakturareferens": basket.invoice_reference}
    measure = basket.kontering.get("measure", Measure.PERCENT)
    for number, share in enumerate(shares, start=1):
        end = "" if number == 1 else f"_{number}"
        values |= {f"{key}{end}": code for key, code in share["codes"].items()}
        values[f"kontering{end}"] = share["centre"]
        values[f"andel{end}"] = percent(share["weight"]) if measure == Measure.PERCENT else _kronor(share["weight"])
    return _with_choices(_form(found, count)(data={**values, "matt": measure}), found)


def sent(data: Mapping[str, str]) -> AccountForm:
    """The form as it was sent."""
    found = offer(web.session(), visitor(), web.today())
    count = sum(f"kontering_{number}" in data for number in range(2, MOST_SHARES + 1)) + 1
    return _with_choices(_form(found, count)(data), found)


def chosen(form: AccountForm, basket: JudgedBasket, to: Account) -> JudgedBasket:
    """The basket with what was chosen; raises Refused for what this person, the plan or the register does not allow."""
    if not may_change(visitor(), to):
        raise Refused("orders.refused.choose")
    shares: list[dict[str, Any]] = [
        {"centre": centre, "codes": codes, "weight": weight} for centre, codes, weight in form.shares()
    ]
    if not shares:
        raise Refused("orders.refused.no_share")
    reference = form["fakturareferens"].data if "fakturareferens" in form else ""
    measure = Measure.PERCENT if form.is_percent else Measure.AMOUNT
    wanted = dataclasses.replace(
        basket, kontering={"measure": measure.value, "shares": shares}, cost_centre_id=shares[0]["centre"],
        invoice_reference=reference or "",
    )  # fmt: skip
    found = account(web.session(), visitor(), wanted, web.today())
    if found.chosen is None:
        raise Refused("shop.refused.cost_centre")
    if found.chosen.why:
        raise Refused("orders.refused.not_together", why=" ".join(found.chosen.why))
    if reference and found.invoice_reference != reference:
        raise Refused("orders.refused.reference")
    return wanted


def details(wanted: JudgedBasket, kept: shop.Details) -> shop.Details:
    """The basket's details with the account replaced."""
    return dataclasses.replace(
        kept, kontering=wanted.kontering, cost_centre_id=wanted.cost_centre_id,
        invoice_reference=wanted.invoice_reference,
    )  # fmt: skip


def _rows(basket: JudgedBasket, to: Account) -> list[dict[str, Any]]:
    if basket.kontering.get("shares"):
        return list(basket.kontering["shares"])
    share = to.chosen.kontering.shares[0] if to.chosen else None
    return [
        {"centre": to.cost_centre_id, "codes": share.codes if share else {}, "weight": share.weight if share else 0}
    ]


def _evenly(shares: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """What nobody has divided yet, divided by so many: a beginning that is right as it stands."""
    if len(shares) != 1 or count == 1:
        return shares
    return [{**shares[0], "weight": weight} for weight in money.split(money.WHOLE, [1] * count)]


def _form(found: Offer, rows: int) -> type[AccountForm]:
    parts = [(part.key, say(f"codeplan.part.{part.key}").capitalize()) for part in found.parts]
    return account_form(parts, rows, references=bool(found.references))


def _with_choices(form: AccountForm, found: Offer) -> AccountForm:
    centres = [SelectChoice(each.id, f"{each.label} {each.hint}") for each in found.centres]
    for names in form.rows:
        form[names[0]].choices = centres
        for part, name in zip(found.parts, names[1:], strict=False):
            form[name].choices = _codes(part)
    if "fakturareferens" in form:
        form["fakturareferens"].choices = [SelectChoice(*each) for each in found.references]
    return form


def _kronor(ore: int) -> str:
    return f"{ore // 100},{ore % 100:02d}"


def _codes(part: Part) -> list[SelectChoice]:
    key = "required" if part.required else "none"
    return [SelectChoice("", say(f"orders.form.part_{key}")), *(SelectChoice(*each) for each in part.codes)]
