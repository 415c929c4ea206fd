"""Whether an edition hangs together: what its rows must have, and what the source forbids or demands of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from catalogue.licences import DETAILS, HOLDERS, PROFILES
from catalogue.terms import Asked, Channel, Payer, Topic

if TYPE_CHECKING:  # the edition reads its rows and has them checked here
    from catalogue.edition import Edition, Kind, Override

BY_SETTING = frozenset({Payer.DIRECT, Payer.INVEST})
BY_IT = frozenset({Payer.SHARED, Payer.INVEST})
BY_UNIT = frozenset({Payer.DIRECT, Payer.UNIT})
ACTIVE_NETWORK = frozenset({"access_point", "switch", "firewall"})
UP_TO_LIMIT = frozenset({"screens", "accessories"})
# Who the source itself says must answer, by kind: L105-110, L84-86, L173-180, L250-251, L406-411.
DEMANDED: Mapping[str, frozenset[Asked]] = {
    "out_of_process": frozenset({Asked.MANAGER, Asked.IT}),
    "pilot": frozenset({Asked.KCKD}),
    "development_case": frozenset({Asked.HEAD_OF_IT}),
    "business_system": frozenset({Asked.IT}),
    "m365_elevated": frozenset({Asked.MANAGER}),
    "wan_higher": frozenset({Asked.BUDGET}),
}


def faults(edition: Edition) -> Iterator[str]:
    """Every fault of an edition, each beginning with the row it stands in."""
    listed = {f"C{row.number}" for row in edition.contradictions}
    if unknown := sorted(edition.published_by_it - edition.groups.keys()):
        yield f"published_by_it: unknown group {', '.join(unknown)}"
    for kind in edition.kinds.values():
        found = (
            *_form(kind, edition.groups, listed),
            *_months(kind),
            *_money(kind, edition),
            *_yes(kind),
            *_licence(kind),
        )
        yield from (f"kind.{kind.key}: {fault}" for fault in found)
    if set(edition.base_licences) != set(PROFILES):
        yield "base_licence: exactly one for each profile"
    for override in edition.overrides:
        yield from (f"override {override.kind}: {fault}" for fault in _override(override, edition))


def _form(kind: Kind, groups: Mapping[str, str], listed: set[str]) -> Iterator[str]:
    if kind.group not in groups:
        yield f"unknown group {kind.group}"
    if not kind.sources:
        yield "no source lines"
    if not kind.channels:
        yield "no way to order it"
    if not kind.orderers and kind.channels != (Channel.AUTO,):
        yield "nobody may order it"
    if set(kind.contradictions) - listed:
        yield "a contradiction that is not listed"
    if not kind.confirmed and not kind.note:
        yield "a proposal without a note of what is proposed"


def _months(kind: Kind) -> Iterator[str]:
    for name, months in (("depreciation_months", kind.depreciation_months), ("planned_months", kind.planned_months)):
        if months is not None and (type(months) is not int or months < 1):
            yield f"{name} is not a whole number of months"


def _money(kind: Kind, edition: Edition) -> Iterator[str]:
    """Who may never pay: IT for AV (L130-140), anybody but the budget for computers (L500), a unit for a network."""
    possible = {kind.payer}.union(*(_payers(row) for row in edition.overrides if row.kind == kind.key))
    if kind.group == "av" and possible & BY_IT:
        yield "AV is never paid by IT"
    if kind.device_class == "computer" and possible != {Payer.INVEST}:
        yield "a computer is always an individual investment"
    if kind.device_class in ACTIVE_NETWORK and possible & BY_UNIT:
        yield "active network equipment is never paid by a unit"


def _payers(override: Override) -> frozenset[Payer]:
    return BY_SETTING if override.payer is None else frozenset({override.payer})


def _yes(kind: Kind) -> Iterator[str]:
    """Who must say yes: those the source names, and in the shop somebody for all but small things up to the limit."""
    if DEMANDED.get(kind.key, frozenset()) - set(kind.approvals):
        yield "an approval that the source demands is missing"
    if kind.approval_above_limit and kind.group not in UP_TO_LIMIT:
        yield "only screens and accessories go without approval up to the limit"
    if kind.in_shop and not kind.approvals and not kind.approval_above_limit:
        yield "nobody approves what is sold in the shop"
    if any(len(group) < 2 or set(group) - set(kind.approvals) for group in kind.alternatives):
        yield "alternatives are two or more of those who are asked"
    if any(consult.topic is Topic.INFRASTRUCTURE and not consult.blocking for consult in kind.consultations):
        yield "the question about infrastructure always needs a yes"


def _licence(kind: Kind) -> Iterator[str]:
    """A licence belongs to somebody or some place, and whoever shows content is named (L249-253, L789-792)."""
    if kind.holder not in HOLDERS or set(kind.details) - set(DETAILS):
        yield "an unknown holder or detail"
    if bool(kind.holder) != (kind.group == "licences" and kind.in_shop):
        yield "a licence that is ordered has a holder, and nothing else has"
    if kind.review_months is not None and (type(kind.review_months) is not int or kind.review_months < 1):
        yield "review_months is not a whole number of months"


def _override(override: Override, edition: Edition) -> Iterator[str]:
    if override.kind not in edition.kinds or (override.setting and override.setting not in edition.settings):
        yield "unknown kind or setting"
    if bool(override.setting) == (override.payer is not None):
        yield "needs either a setting or a payer"
    days = [day for day in (override.valid_from, override.valid_to) if day is not None]
    if any(type(day) is not dt.date for day in days) or days != sorted(days):
        yield "its dates are not two days in order"
