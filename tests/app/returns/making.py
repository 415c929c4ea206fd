"""Things handed in, as far as a test needs them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Supplier
from app.db import begin_write
from app.identity.queries import Visitor
from app.returns import actions, queries
from app.returns.models import HandedIn, Pallet
from catalogue.edition import load as edition
from tests.app.devices import making
from tests.databases import MOMENT
from tests.people import People

FORM = {"varfor": "unneeded", "hur": "place", "plats": "Expeditionen", "utloggad": "y"}


def wanted(**changed: Any) -> actions.Wanted:
    """How somebody hands something in, with changes."""
    usual: dict[str, Any] = {"reason": "unneeded", "way": "place", "place": "Expeditionen", "signed_out": True}
    return actions.Wanted(**(usual | {"folder": Path("files")} | changed))


def handed_in(session: Session, me: Visitor, tag: str, at: dt.datetime = MOMENT) -> HandedIn:
    """Somebody's device, asked to be handed in; not committed."""
    device, owned = queries.device_for(session, me, tag)
    return actions.request(session, me, device, wanted(), owned_by=owned, agreed=edition(), at=at)


def wiped(session: Session, people: People, count: int, first: int = 1) -> list[str]:
    """Numbers of devices of Karin's that IT has received, inspected and wiped; committed."""
    tags = [making.device(session, "karin", first + place).tag for place in range(count)]
    karin, omar = people.visitor("karin"), people.visitor("omar")
    session.rollback()
    begin_write(session)
    numbers = [handed_in(session, karin, tag).number for tag in tags]
    for number in numbers:
        actions.receive(session, queries.held(session, omar, number), omar, at=MOMENT)
        found = queries.held(session, omar, number)
        actions.inspect(session, found, omar, grade="worn", remark="", unlocked=True, at=MOMENT)
        actions.wipe(
            session, queries.held(session, omar, number), omar, method="secure_erase", evidence="B-1", at=MOMENT
        )
    session.commit()
    return numbers


def sent(session: Session, people: People, count: int, first: int = 1) -> Pallet:
    """A pallet with devices of Karin's that the recycler has fetched; committed."""
    numbers = wiped(session, people, count, first)
    omar = people.visitor("omar")
    session.rollback()
    begin_write(session)
    supplier = session.scalars(sa.select(Supplier).order_by(Supplier.id).limit(1)).one()
    pallet = actions.open_pallet(session, omar, supplier, at=MOMENT)
    for number in numbers:
        actions.load(session, pallet, queries.held(session, omar, number), omar, at=MOMENT)
    actions.seal(session, pallet, queries.pallet_items(session, pallet.id), omar, seal_number="PL-77", at=MOMENT)
    items = queries.pallet_items(session, pallet.id)
    actions.pick_up(session, pallet, items, omar, driver="Åkeriet", at=MOMENT)
    session.commit()
    return pallet


def report(lines: Sequence[Sequence[str]]) -> bytes:
    """A recycler's report as CSV."""
    rows = [("Serienummer", "Mottagen", "Intyg", "Belopp"), *lines]
    return "\n".join(";".join(row) for row in rows).encode()
