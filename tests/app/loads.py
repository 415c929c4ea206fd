"""Worlds with much in them for tests of what pages ask the database, and the pages that everybody opens most."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item
from app.demo import bulk
from app.desks.models import ApprovalRequest
from app.devices.models import Device
from app.identity.models import Person, Unit
from app.orders.models import Order, OrderLine
from tests.databases import MOMENT

# Nobody needs a yes for these, so a basket of them can be filled by anybody.
PLAIN = ("headset", "keyboard", "mouse", "screen", "accessory", "usb_stick")


@dataclass(frozen=True, slots=True)
class Visit:
    """A page and the demo key of who opens it."""

    who: str
    path: str


def load(session: Session, *, people: int, orders: int, devices: int) -> None:
    """Fill the database as `demo load` does for load."""
    for _line in bulk.load(session, now=MOMENT, people=people, orders=orders, devices=devices):
        pass


def plain_slugs(session: Session, most: int) -> list[str]:
    """Products that anybody may order, cheapest first."""
    question = sa.select(Item.slug).where(Item.kind.in_(PLAIN), Item.orderable, Item.state == "published")
    return list(session.scalars(question.order_by(Item.price, Item.id).limit(most)))


def visits(session: Session) -> list[Visit]:
    """The main pages of employee, chef, IT and auditor, over what was loaded."""
    mine = sa.select(Order.number).join(Person, Person.id == Order.orderer_id).where(Person.subject == "p0001")
    number = session.scalars(mine.order_by(Order.id.desc())).first()
    asked = sa.select(ApprovalRequest.id, Person.subject).join(Person, Person.id == ApprovalRequest.decider_id)
    request, chef = session.execute(asked.order_by(ApprovalRequest.id)).first() or (0, "")
    on_its_way = session.scalars(sa.select(OrderLine.id).where(OrderLine.state == "sourced")).first()
    tag = session.scalars(sa.select(Device.tag).order_by(Device.id.desc())).first()
    slug = plain_slugs(session, 1)[0]
    school = session.scalars(sa.select(Unit.id).where(Unit.name == "Stenebergsskolan")).one()
    alva = session.scalars(sa.select(Person.id).where(Person.subject == "alva")).one()
    session.rollback()
    laxa = "/admin/organisationer/laxa"
    admin = [
        "/admin",
        "/admin/sok?q=skol",
        "/admin/organisationer",
        "/admin/organisationer/ny",
        laxa,
        f"{laxa}/andra",
        f"{laxa}/enheter",
    ]
    admin += [f"{laxa}/enheter/ny", f"{laxa}/enheter?dag=2027-06-01", f"{laxa}/kostnadsstallen", f"{laxa}/kontakter"]
    admin += [f"{laxa}/kontering?ansvar=1", f"{laxa}/installningar", f"{laxa}/installningar/approval_limit"]
    admin += [f"/admin/enheter/{school}{page}" for page in ("", "/andra", "/forandra/flytta", "/forandra/sla-ihop")]
    admin += ["/admin/andringar", "/admin/personer?q=ek", f"/admin/personer/{alva}", f"/admin/personer/{alva}/andra"]
    admin += [f"/admin/historik/enhet/{school}", "/admin/personer/ny"]
    admin += ["/admin/roller", "/admin/roller/oversikt", "/admin/roller/ny?q=ek", f"/admin/roller/personer/{alva}"]
    admin += ["/admin/roller/katalog", "/admin/roller/katalog/ny"]
    employee = ["/", "/regler", "/sortiment", "/sortiment?q=headset", f"/sortiment/{slug}", "/varukorg", "/kassa"]
    employee += ["/bestallningar", "/bestallningar?q=mus", f"/bestallningar/{number}", "/enheter", "/driftinformation"]
    employee += ["/tjanster", "/tjanster/klienthantering", "/licenser", "/driftinformation/tillganglighet"]
    it = ["/it/koer", "/it/koer/leverantor", "/it/leveranser", f"/it/leveranser/{on_its_way}", "/it/fragor"]
    it += ["/it/enheter", f"/enheter/{tag}", f"/bestallningar/{number}", "/it/enheter/etiketter", "/it/enheter/svar"]
    it += [f"/it/enheter/{tag}/andra", f"/it/enheter/{tag}/lamna-ut", "/it/enheter/ny", "/it/enheter/import"]
    it += ["/it/leveranser/sandningar", "/it/leveranser/skanna", "/it/leveranser/avvikelser", "/it/leveranser/filer"]
    it += ["/it/utbyten"]
    it += ["/it/returer", "/redigera/returvillkor"]
    decides = ["/godkann", f"/godkann/{request}", "/enheter", "/bestallningar?vy=enhet", "/begar/konton", "/kostnader"]
    return [
        *(Visit("p0001", path) for path in employee),
        *(Visit(chef, path) for path in decides),
        *(Visit("omar", path) for path in (*it, "/it/licenser")),
        *_of_the_range(slug),
        *(Visit("alva", path) for path in admin),
        *(Visit("rut", path) for path in ("/revision", "/revision?vem=Person&handelse=order", "/regler/headset")),
        *(Visit("p0001", path) for path in ("/installningar/inloggningar", "/personuppgifter")),
        *(Visit("alva", path) for path in ("/admin/inloggningar", "/admin/personuppgifter?q=person")),
        *(Visit("alva", path) for path in ("/admin/import", "/admin/att-placera")),
    ]


def _of_the_range(slug: str) -> list[Visit]:
    """The pages of the catalogue editor and of the forum."""
    here = f"/redigera/sortiment/{slug}"
    range_ = ["/redigera/sortiment", "/redigera/sortiment?behover=old_price", here, f"{here}/andra", f"{here}/historik"]
    range_ += [f"{here}/bild", f"{here}/forhandsvisa", "/redigera/sortiment/versioner", "/redigera/sortiment/datum"]
    range_ += [f"/redigera/sortiment/ny?som={slug}", "/redigera/avtal", "/redigera/avtal/nytt", "/redigera/priser"]
    range_ += ["/redigera/sortiment/byte", "/redigera/kops-inte", "/redigera/regler", "/redigera/beslutat",
               "/kostnader/system-och-licenser"]  # fmt: skip
    forum = ["/forum", "/forum/forslag", "/forum/forslag/nytt", "/forum/synpunkter", "/forum/moten", "/forum/beslut"]
    forum += ["/forum/grupper", "/forum/grupper/steering_group", "/forum/moten/nytt"]
    return [*(Visit("omar", path) for path in range_), *(Visit("lena", path) for path in forum)]


def _outside() -> list[Visit]:
    """The pages of what is outside the range, and of AV."""
    look = "/begar/utanfor-sortimentet"
    employee = [look, f"{look}?vad=ritplatta", f"{look}?vad=ritplatta&steg=ansok", "/av", "/av/avtal"]
    it = ["/it/undantag", "/it/avvikelser", "/it/avvikelser/ny", "/av/underleverantor"]
    return [*(Visit("p0001", path) for path in employee), *(Visit("omar", path) for path in it)]


def seldom() -> list[Visit]:
    """Pages that count what the whole house holds, opened a few times a year: few questions, but through everything."""
    return [Visit("alva", path) for path in ("/admin/personuppgifter/1", "/admin/gallring")] + [
        Visit("omar", path) for path in ("/it/prognos", f"/it/prognos/{MOMENT.year}")
    ]
