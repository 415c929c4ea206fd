"""The doors of my devices, and of one device and its life."""

from __future__ import annotations

from typing import Any

from app import history, web
from app.devices import queries
from app.devices.models import HELD, DeviceState
from app.devices.queries.renewals import turns
from app.devices.views.doors import blueprint, visitor
from app.exceptions.queries import barred
from catalogue.rights import may
from catalogue.terms import Payer

# What IT takes in when it lies on the desk, announced or not.
FETCHED = (DeviceState.ACTIVE, DeviceState.RECOVERED, DeviceState.BLOCKED, DeviceState.RETURNED)


@blueprint.get("/enheter")
@web.door("devices.own")
def mine() -> Any:
    """What I answer for, and what my units hold."""
    held, of_units = queries.mine(web.session(), visitor())
    back = queries.to_recover(web.session(), visitor())
    tags = {row.tag for row in back}
    return web.page(
        "devices/mine.html",
        "devices",
        asked=queries.asked(web.session(), visitor()),
        turns=turns(web.session(), visitor()),
        held=held,
        back=back,
        of_units=[row for row in of_units if row.tag not in tags],
    )


@blueprint.get("/enheter/<string:tag>")
@web.door("devices.own")
def device(tag: str) -> Any:
    """One device and its life."""
    me = visitor()
    found = queries.by_tag(web.session(), me, tag)
    return web.page(
        "devices/device.html",
        "device",
        found=found,
        device=found.device,
        events=history.of(web.session(), "device", found.device.id),
        barred=barred(web.session(), [found.device.id]),
        from_register=may("devices.register", me.roles),
        held=queries.holdings(web.session(), found.device.id) if may("devices.register", me.roles) else [],
        keeps=may("devices.keep", me.roles),
        ways=queries.ways(me, found.device),
        receives=may("returns.work", me.roles) and found.device.state in FETCHED,
        can_give=found.device.state in HELD or found.device.state == DeviceState.READY,
        paid_by_it=found.device.payer in (Payer.SHARED, Payer.INVEST),
    )
