"""One device for who keeps the register, and what may be chosen when one is taken in."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.devices.models import Device
from app.identity.queries import Visitor, within
from app.refusal import Missing
from catalogue.edition import load as edition
from catalogue.rights import may, roles_that


def kept(me: Visitor) -> sa.ColumnElement[bool]:
    """The devices that a person keeps the register of."""
    return within(me, roles_that("devices.keep"), organisation=Device.organisation_id, unit=Device.unit_id)


def keeps(me: Visitor) -> bool:
    """Whether somebody keeps any of the register."""
    return may("devices.keep", me.roles)


def to_keep(session: Session, me: Visitor, tag: str) -> Device:
    """A device that I keep, held until commit; raises Missing for any other."""
    found = session.scalar(sa.select(Device).where(Device.tag == tag, kept(me)).with_for_update())
    if found is None:
        raise Missing
    return found


def kinds() -> list[tuple[str, str]]:
    """The kinds of things that stand in the register: key and name."""
    return [(kind.key, kind.name) for kind in edition().kinds.values() if kind.device_class]
