"""The agreement in words: every kind with its edition, source lines, settings and open contradictions."""

from __future__ import annotations

from typing import Any

from app import web
from app.assortment.queries import edition, lines_in_words, shelf
from app.assortment.views.doors import blueprint
from app.refusal import Missing
from app.words import kr, say
from catalogue.describe import describe
from catalogue.edition import Edition, Kind, Setting
from catalogue.terms import Channel

PERCENT = 100


@blueprint.get("/regler")
@web.door("rules.read")
def rules() -> Any:
    """All kinds by group, the settings that apply to my organisation, and the contradictions of the source."""
    ruled, me = edition(), web.visitor_or_none()
    own = me.organisation_settings if me else {}
    return web.page(
        "assortment/rules.html",
        edition=ruled,
        groups=[(name, [k for k in ruled.kinds.values() if k.group == group]) for group, name in ruled.groups.items()],
        settings=[
            (setting, _value(setting, ruled, own), lines_in_words(setting.sources))
            for setting in ruled.settings.values()
        ],
        amendments=[(change, lines_in_words(change.sources)) for change in ruled.amendments],
        contradictions=[(found, lines_in_words(found.sources)) for found in ruled.contradictions],
    )


@blueprint.get("/regler/<string:kind>")
@web.door("rules.read")
def rule(kind: str) -> Any:
    """One kind in words."""
    ruled = edition()
    found = ruled.kinds.get(kind)
    if found is None:
        raise Missing
    products = [product for product in shelf(web.session()).products if product.kind == kind and product.on_sale]
    return web.page(
        "assortment/rule.html",
        page_title=found.name,
        edition=ruled,
        told=describe(found, ruled),
        source=lines_in_words(found.sources),
        contradictions=_contradictions(found, ruled),
        in_shop=Channel.SHOP in found.channels,
        group=ruled.groups[found.group],
        products=[
            {
                "illustration": item.illustration,
                "palette": item.palette,
                "url": f"/sortiment/{item.slug}",
                "name": item.name,
            }
            | {"price": kr(item.price) if item.price else ""}
            for item in products[:6]
        ],
    )


def _contradictions(kind: Kind, ruled: Edition) -> list[tuple[Any, str]]:
    named = {int(name.lstrip("C")) for name in kind.contradictions}
    return [(found, lines_in_words(found.sources)) for found in ruled.contradictions if found.number in named]


def _value(setting: Setting, ruled: Edition, own: Any) -> str:
    """A setting's value in my organisation, in words."""
    value = ruled.setting(setting.key, own)
    if isinstance(value, bool):
        return say("assortment.unit.bool_true" if value else "assortment.unit.bool_false")
    if setting.unit == "payer":
        return say(f"assortment.unit.payer_{value}")
    if isinstance(value, str):
        return value
    if setting.unit == "basis_points":
        return f"{value / PERCENT:g}".replace(".", ",") + "\u00a0%"
    if setting.unit in ("days", "working_days", "minutes", "mbit", "answers"):
        return say(f"assortment.unit.{setting.unit}", value=value)
    return kr(value)
