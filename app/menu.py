"""The menu of each role: which pages a person is shown, in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.words import say
from catalogue.rights import may


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the menu."""

    title: str
    url: str
    current: bool
    count: int = 0
    work: bool = False


# Key of the words, address, right that shows it, and the beginning of addresses that belong to it.
# What everybody does with their own; services and rules stand at the foot of every page.
OWN = (
    ("shop", "/sortiment", "browse", ("/sortiment", "/varukorg", "/kassa")),
    ("request", "/begar", "cases.own", ("/begar", "/av")),
    ("fault", "/anmal-fel", "cases.own", ("/anmal-fel",)),
    ("orders", "/bestallningar", "orders.own", ("/bestallningar",)),
    ("cases", "/arenden", "cases.own", ("/arenden", "/reklamationer", "/stolder")),
    ("devices", "/enheter", "devices.own", ("/enheter", "/lamna-in", "/inlamningar")),
    ("licences", "/licenser", "licences.own", ("/licenser",)),
    ("forum", "/forum", "forum.read", ("/forum",)),
    ("approve", "/godkann", "decide", ("/godkann",)),
    ("costs", "/kostnader", "costs.read", ("/kostnader",)),
    ("notices", "/driftinformation", "signed_in", ("/driftinformation",)),
    ("help", "/hjalp", "signed_in", ("/hjalp",)),
)
# What a role does for others.
WORK = (
    ("queues", "/it/koer", "it.work", ("/it/koer", "/it/arenden", "/it/reklamationer")),
    ("case_work", "/it/arenden", "cases.work_alone", ("/it/arenden", "/it/reklamationer")),
    ("deliveries", "/it/leveranser", "goods.receive", ("/it/leveranser",)),
    ("returns", "/it/inlamningar", "returns.work", ("/it/inlamningar", "/it/pallar")),
    ("questions", "/it/fragor", "consultations.answer", ("/it/fragor",)),
    ("waits", "/it/vantar", "approvals.watch", ("/it/vantar",)),
    ("exceptions", "/it/undantag", "exceptions.work", ("/it/undantag", "/it/avvikelser", "/avvikelser")),
    ("register", "/it/enheter", "devices.register", ("/it/enheter", "/it/utbyten")),
    ("partner", "/partner/bestallningar", "partner.orders", ("/partner/bestallningar", "/partner/filer")),
    ("partner_claims", "/partner/reklamationer", "claims.supplier", ("/partner/reklamationer",)),
    ("invoices", "/ekonomi/fakturor", "finance.read", ("/ekonomi/fakturor",)),
    ("supplier_invoices", "/ekonomi/leverantorsfakturor", "finance.read", ("/ekonomi/leverantorsfakturor",)),
    ("contribution", "/ekonomi/medlemsbidrag", "finance.read", ("/ekonomi/medlemsbidrag",)),
    ("budget", "/ekonomi/budget", "finance.read", ("/ekonomi/budget", "/ekonomi/invanare")),
    ("frames", "/ekonomi/ramar", "finance.read", ("/ekonomi/ramar", "/ekonomi/investeringar", "/ekonomi/budgetbehov")),
    ("prognoses", "/ekonomi/prognoser", "finance.read", ("/ekonomi/prognoser",)),
    ("export", "/ekonomi/export", "finance.read", ("/ekonomi/export", "/ekonomi/spar")),
    ("licence_pools", "/it/licenser", "licences.register", ("/it/licenser",)),
    ("classes", "/skola/bestall", "pupils.order", ("/skola",)),
    ("forecast", "/it/prognos", "forecast.read", ("/it/prognos", "/ekonomi/prognoser/utbyte")),
    ("growth", "/ekonomi/tillvaxt", "growth.read", ("/ekonomi/tillvaxt",)),
    ("partner_returns", "/partner/returer", "partner.orders", ("/partner/returer",)),
    ("ware_returns", "/it/returer", "ware_returns.follow", ("/it/returer",)),
    ("quarter", "/uppfoljning/kvartal", "cases.follow_up", ("/uppfoljning",)),
    ("range", "/redigera/sortiment", "range.read", ("/redigera",)),
    ("administration", "/admin", "people.administer", ("/admin",)),
    ("audit", "/revision", "audit.read", ("/revision",)),
)


# The desks that stand beside each other above their lists: key of the words, address, right that shows it.
PLACES = (
    ("orders", "/it/koer", "it.work"),
    ("cases", "/it/arenden", "cases.work"),
    ("claims", "/it/reklamationer", "claims.handle"),
    ("thefts", "/stolder", "it.work"),
)


def places_for(me: Any, path: str) -> list[dict[str, object]]:
    """The desks of a person side by side; none for whoever has only one."""
    shown = [row for row in PLACES if me is not None and may(row[2], me.roles)]
    rows: list[dict[str, object]] = [
        {"title": say(f"menu.place.{key}"), "url": url, "current": _reach(path, (url,)) > 0} for key, url, _ in shown
    ]
    return rows if len(rows) > 1 else []


BEGINNINGS = frozenset(start for row in (*OWN, *WORK) for start in row[3])
Drawing = Callable[[Sequence[Entry]], str]


def menu_for(me: Any, path: str) -> Sequence[Entry]:
    """The menu of a signed-in person on a page, their own before their work; empty for a stranger."""
    return () if me is None else _entries(me.roles, _beginning(path), me.waiting_count)


def _beginning(path: str) -> str:
    """The longest beginning of any entry that an address lies below; all others that fit are beginnings of it too."""
    while path and path not in BEGINNINGS:
        path = path.rpartition("/")[0]
    return path


def _entries(roles: frozenset[str], path: str, waiting: int) -> Sequence[Entry]:
    shown = [(row, pages is WORK) for pages in (OWN, WORK) for row in pages if may(row[2], roles)]
    # of two entries that begin the address, such as prognoses and the forecast below them, the nearer is where one is
    nearest = max((_reach(path, row[3]) for row, _ in shown), default=0)
    return tuple(
        Entry(
            say(f"menu.{key}"), url, current=0 < nearest == _reach(path, beginnings),
            count=waiting if key == "approve" else 0, work=is_work,
        )
        for (key, url, _, beginnings), is_work in shown
    )  # fmt: skip


def _reach(path: str, beginnings: tuple[str, ...]) -> int:
    return max((len(start) for start in beginnings if path == start or path.startswith(f"{start}/")), default=0)


def context(visitor: Callable[[], Any], path: Callable[[], str], draw: Drawing) -> Callable[[], dict[str, object]]:
    """What every template gets of the menu; it is put together once for everybody with the same roles and place."""

    @lru_cache(maxsize=2000)
    def drawn(roles: frozenset[str], place: str, waiting: int) -> tuple[Sequence[Entry], str]:
        entries = _entries(roles, place, waiting)
        return entries, draw(entries)

    def told() -> dict[str, object]:
        me = visitor()
        places = places_for(me, path())
        entries, links = drawn(me.roles, _beginning(path()), me.waiting_count) if me else ((), "")
        return {"menu": entries, "menu_links": links, "places": places, "page_title": ""}

    return told
