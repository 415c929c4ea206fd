"""What people do in the shop, as requests."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import sqlalchemy as sa

from app.assortment.models import Item
from app.desks.models import ApprovalRequest
from app.identity.models import Person, Unit
from app.orders.models import Order
from app.shop.models import Basket, BasketLine
from tests.bench.browser import Browser
from tests.bench.world import World

PEOPLE = [f"p{number:04d}" for number in range(1, 17)]
PLAIN = ("headset", "keyboard", "mouse", "screen")
WORDS = (
    "headset", "skärm", "tangentbord", "mus", "laptop", "telefon", "docka", "kabel", "laddare", "usb",
    "trådlös", "bluetooth", "hörlurar", "platta", "skrivare", "projektor", "väska", "kamera", "adapter", "hdsett",
)  # fmt: skip
Walk = Callable[[Browser], None]


@dataclass(frozen=True)
class Journey:
    """Something people do: who does it, how, what it may cost (ms CPU), and the limit's page of the same kind."""

    name: str
    walk: Walk
    people: list[str]
    budget: float | None = None
    limit: str = ""
    clears_baskets: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What the journeys need to know of the loaded world."""

    slugs: list[str]
    chef: str
    requests: list[int]
    orders: dict[str, list[str]]


def facts(world: World) -> Facts:
    """Read them from the database."""
    with world.session() as session:
        question = sa.select(Item.slug).where(Item.kind.in_(PLAIN), Item.state == "published", Item.orderable)
        slugs = list(session.scalars(question.order_by(Item.popularity.desc(), Item.id).limit(12)))
        busiest = (
            sa.select(Person.subject, Person.id)
            .join(ApprovalRequest, ApprovalRequest.decider_id == Person.id)
            .where(ApprovalRequest.state == "open")
            .group_by(Person.subject, Person.id)
            .order_by(sa.func.count().desc(), Person.id)
            .limit(1)
        )
        chef, chef_id = session.execute(busiest).one()
        asked = sa.select(ApprovalRequest.id).where(
            ApprovalRequest.decider_id == chef_id, ApprovalRequest.state == "open"
        )
        mine = sa.select(Person.subject, Order.number).join(Order, Order.orderer_id == Person.id)
        orders: dict[str, list[str]] = {}
        for subject, number in session.execute(mine.where(Person.subject.in_(PEOPLE)).order_by(Order.id.desc())):
            orders.setdefault(subject, []).append(number)
        return Facts(slugs, chef, list(session.scalars(asked.order_by(ApprovalRequest.id).limit(16))), orders)


def clear_baskets(world: World) -> None:
    """Empty the baskets, so that every walk begins alike."""
    with world.session() as session:
        session.execute(sa.delete(BasketLine).where(BasketLine.basket_id.in_(sa.select(Basket.id))))
        session.commit()


def staff(world: World) -> str:
    """Somebody of IT arbetsplats in the demo world."""
    with world.session() as session:
        question = sa.select(Person.subject).join(Unit, Unit.id == Person.unit_id).where(Person.subject == "omar")
        return str(session.scalars(question).one())


def journeys(world: World) -> list[Journey]:
    """All of them, in the order of the table."""
    known, it = facts(world), staff(world)
    slugs, words = itertools.cycle(known.slugs), itertools.cycle(WORDS)
    unheard = itertools.count()
    requests = itertools.cycle(known.requests)
    numbers = itertools.cycle(known.orders[PEOPLE[0]])

    def product(browser: Browser) -> None:
        browser.get(f"/sortiment/{next(slugs)}")

    def add(browser: Browser) -> None:
        slug = next(slugs)
        browser.get(f"/sortiment/{slug}")
        browser.post("/varukorg/rader", {"item": slug, "antal": "1"}, referer=f"/sortiment/{slug}")
        browser.get("/varukorg")

    def buy(browser: Browser) -> None:
        slug = next(slugs)
        browser.get(f"/sortiment/{slug}")
        browser.post("/varukorg/rader", {"item": slug, "antal": "1"}, referer=f"/sortiment/{slug}")
        page = browser.get("/kassa").body.decode()
        done = browser.post("/kassa", {name: _field(page, name) for name in ("token", "visat")}, referer="/kassa")
        browser.get(done.location)

    def one(path: str) -> Walk:
        return lambda browser: _open(browser, path)

    return [
        Journey("catalogue page", one("/sortiment"), PEOPLE, 2.2, "grid"),
        Journey("product page", product, PEOPLE, 1.5, "product"),
        Journey("search", lambda b: _open(b, f"/sortiment?q={quote(next(words))}"), PEOPLE, 2.1, "search"),
        Journey("search, words never asked", lambda b: _open(b, f"/sortiment?q=mus+x{next(unheard)}"), PEOPLE),
        Journey("search as one types", lambda b: _piece(b, f"/sortiment?q={quote(next(words))}"), PEOPLE),
        Journey("add to basket", add, PEOPLE, 4.6, "add", clears_baskets=True),
        Journey("product page to receipt", buy, PEOPLE, 8.7, "buy", clears_baskets=True),
        Journey("my orders", one("/bestallningar"), PEOPLE, 1.9, "history"),
        Journey("approval inbox", one("/godkann"), [known.chef], 2.3, "work"),
        Journey("staff work list", one("/it/koer"), [it], 2.3, "work"),
        Journey("order page", lambda b: _open(b, f"/bestallningar/{next(numbers)}"), [PEOPLE[0]]),
        Journey("approval page", lambda b: _open(b, f"/godkann/{next(requests)}"), [known.chef]),
        Journey("register", one("/it/enheter"), [it]),
        Journey("start page", one("/"), PEOPLE),
    ]


def _open(browser: Browser, path: str) -> None:
    browser.get(path)


def _piece(browser: Browser, path: str) -> None:
    browser.get(path, partial=True)


def _field(page: str, name: str) -> str:
    """The value of a hidden field, in either order of its attributes."""
    tag = next(tag for tag in page.split("<input ") if f'name="{name}"' in tag.split(">", 1)[0])
    return tag.split('value="', 1)[1].split('"', 1)[0]
