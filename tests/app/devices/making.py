"""Devices for tests, made straight in the register."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import begin_write
from app.devices.models import HELD, Device, Holding
from app.identity.models import Person, Unit

TODAY = dt.date(2026, 11, 23)


def device(session: Session, holder: str, number: int = 1, **changed: Any) -> Device:
    """A computer in service that a demo person holds; columns may be changed. Committed."""
    session.rollback()
    begin_write(session)
    question = sa.select(Person, Unit).join(Unit, Unit.id == Person.unit_id).where(Person.subject == holder)
    person, unit = session.execute(question).one()
    made = Device(
        **{
            "tag": f"LAX-PC-{number:05d}", "serial": f"5CG{number:07d}", "imei": None, "imei2": None,
            "device_class": "computer", "kind": "staff_pc", "segment": "staff", "model": "Bärbar dator 14 tum",
            "illustration": "laptop", "organisation_id": unit.organisation_id, "unit_id": unit.id,
            "holder_id": person.id, "holder_name": person.name, "payer": "invest", "price": 984000,
            "received_on": TODAY, "in_service_on": TODAY, "warranty_end": dt.date(2029, 11, 23),
            "depreciation_months": 48, "planned_months": 48, "planned_end": dt.date(2030, 11, 23), "state": "active",
            "origin": "order",
        }
        | changed
    )  # fmt: skip
    session.add(made)
    session.flush()
    if made.state in HELD:
        since = dt.datetime.combine(made.in_service_on or TODAY, dt.time(), dt.UTC)
        session.add(
            Holding(
                device_id=made.id, person_id=made.holder_id, unit_id=made.unit_id, holder_name=made.holder_name,
                cause="import", since=since,
            )
        )  # fmt: skip
    session.commit()
    return made
