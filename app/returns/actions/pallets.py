"""Pallets: opened, loaded, sealed with a manifest, fetched by the recycler."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import history
from app.assortment.models import Supplier
from app.devices import actions as devices
from app.devices.models import Device, DeviceState
from app.history import Event
from app.identity.queries import Visitor
from app.numbers import next_number
from app.refusal import Changed, Refused
from app.returns.actions.custody import move, stepped
from app.returns.actions.working import demand_clean
from app.returns.models import Pallet, PalletItem
from app.returns.queries.found import Found
from app.returns.queries.pallets import OnPallet
from app.words.formats import today_of
from catalogue.returns import ReturnState


def open_pallet(session: Session, me: Visitor, supplier: Supplier, *, at: dt.datetime) -> Pallet:
    """A new pallet for a recycler."""
    year = today_of(at).year
    made = Pallet(
        number=f"PALL{year}-{next_number(session, f'pallet-{year}'):04d}", supplier_id=supplier.id, state="open",
        opened_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    history.record(session, me.actor, at, [told(made, "opened", supplier=supplier.name)])
    return made


def load(session: Session, pallet: Pallet, found: Found, me: Visitor, *, at: dt.datetime) -> None:
    """Put something wiped on an open pallet; raises Changed for a sealed one, Refused for what is not ready."""
    _demand(pallet, "open")
    demand_clean(found.row)
    if found.row.state != ReturnState.WIPED:
        raise Refused("returns.refused.not_ready", number=found.row.number)
    try:
        with session.begin_nested():
            session.add(PalletItem(pallet_id=pallet.id, return_id=found.row.id, serial=found.device.serial))
    except IntegrityError as error:
        raise Refused("returns.refused.on_pallet", number=found.row.number) from error
    event = stepped(session, found.row, "palletised", actor=me.actor, at=at, pallet=pallet.number)
    history.record(session, me.actor, at, [event])


def unload(session: Session, pallet: Pallet, found: Found, me: Visitor, *, at: dt.datetime) -> None:
    """Take something off an open pallet; raises Changed for a sealed one, Refused for what does not stand there."""
    _demand(pallet, "open")
    gone = sa.delete(PalletItem).where(PalletItem.pallet_id == pallet.id, PalletItem.return_id == found.row.id)
    if session.scalar(gone.returning(PalletItem.id)) is None:
        raise Refused("returns.refused.not_on_pallet", number=found.row.number)
    event = stepped(session, found.row, "unloaded", actor=me.actor, at=at, pallet=pallet.number)
    history.record(session, me.actor, at, [event])


def seal(
    session: Session, pallet: Pallet, items: Sequence[OnPallet], me: Visitor, *, seal_number: str, at: dt.datetime
) -> None:  # what is sealed, with what, by whom
    """Seal a pallet: its manifest stands from now on. Raises Changed, Refused for an empty one or without a seal."""
    _demand(pallet, "open")
    if not seal_number:
        raise Refused("returns.refused.seal")
    if not items:
        raise Refused("returns.refused.empty_pallet")
    manifest = manifest_of(pallet.number, [each.item.serial for each in items])
    move_pallet(session, pallet, "sealed", seal_number=seal_number, manifest=manifest, sealed_at=at, sealed_by=me.id)
    events = [told(pallet, "sealed", seal_number=seal_number, count=len(items), manifest=manifest)]
    events += [stepped(session, each.row, "sealed", actor=me.actor, at=at, pallet=pallet.number) for each in items]
    history.record(session, me.actor, at, events)


def pick_up(
    session: Session, pallet: Pallet, items: Sequence[OnPallet], me: Visitor, *, driver: str, at: dt.datetime
) -> None:  # what leaves, with whom
    """Note that the recycler has fetched a sealed pallet: its devices have left for recycling. Raises Changed."""
    _demand(pallet, "sealed")
    if not driver:
        raise Refused("returns.refused.driver")
    if manifest_of(pallet.number, [each.item.serial for each in items]) != pallet.manifest:
        raise Refused("returns.refused.manifest")
    ids = [each.row.device_id for each in items]
    gone = list(session.scalars(sa.select(Device).where(Device.id.in_(ids)).order_by(Device.id).with_for_update()))
    data = {"number": pallet.number}
    events = devices.moves(session, gone, DeviceState.RECYCLED, at=at, event="device.recycled_on", data=data)
    move_pallet(session, pallet, "picked_up", picked_up_at=at, driver=driver)
    for each in items:
        move(session, each.row, ReturnState.RECYCLED)
        events.append(stepped(session, each.row, "picked_up", actor=me.actor, at=at, pallet=pallet.number))
    history.record(session, me.actor, at, [*events, told(pallet, "picked_up")])


def manifest_of(number: str, serials: Sequence[str]) -> str:
    """The SHA-256 over a pallet's number and its serial numbers in order."""
    return hashlib.sha256("\n".join([number, *sorted(serials)]).encode()).hexdigest()


def _demand(pallet: Pallet, state: str) -> None:
    if pallet.state != state:
        raise Changed("returns.refused.pallet_moved", number=pallet.number)


def move_pallet(session: Session, pallet: Pallet, to: str, **values: object) -> None:
    """Move a pallet from the state it was read in; raises Changed when another hand was first."""
    session.flush()
    moved = session.scalar(
        sa.update(Pallet)
        .where(Pallet.id == pallet.id, Pallet.state == pallet.state)
        .values(state=to, **values)
        .returning(Pallet.id)
        .execution_options(synchronize_session=False)
    )
    if moved is None:
        raise Changed("returns.refused.pallet_moved", number=pallet.number)
    session.refresh(pallet)


def told(pallet: Pallet, name: str, **data: object) -> Event:
    """Something that happened to a pallet."""
    return Event("pallet", pallet.id, f"pallet.{name}", {"number": pallet.number, **data})
