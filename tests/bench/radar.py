"""What the forecast of replacements costs with 10 000 devices and six years ahead: `python -m tests.bench.radar`.

The median of a few requests for each page, on both databases: the forecast cut in every way, in a scenario, the devices
behind a number, its files, a forecast frozen, and the growth report. Nothing in a request may take longer than 200 ms.
"""

from __future__ import annotations

import datetime as dt
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

PEOPLE, ORDERS, DEVICES = 5000, 20_000, 10_000
MOST = 200
UNITS = 300
TIMES = 7
HERE = "/ekonomi/prognoser/utbyte"
SCENARIO = "liv-staff_mac=1&liv-mobile_phone=3&pris=8"
PAGES = (
    HERE,
    f"{HERE}?visa=enhet",
    f"{HERE}?visa=enhet&{SCENARIO}",
    f"{HERE}?visa=sort&klocka=avskrivning",
    f"{HERE}/enheter?ar=2028&{SCENARIO}",
    f"{HERE}/saknas",
    f"{HERE}.xlsx?visa=enhet&{SCENARIO}",
    f"{HERE}/lasta/1",
    f"{HERE}/lasta/1/utfall",
    f"{HERE}/lasta/1/rader.xlsx",
    "/ekonomi/tillvaxt",
)


def main(arguments: list[str]) -> None:
    """Measure on both databases, or (with a kind) in this process."""
    if arguments:
        measure(arguments[0])
        return
    for kind in ("sqlite", "postgresql"):
        subprocess.run([sys.executable, "-m", "tests.bench.radar", kind], check=True)


def measure(kind: str) -> None:
    """Load the register and print what each page takes, in milliseconds from request to answer."""
    from app import web  # here: each database is measured in a process of its own
    from app.growth.actions import count
    from tests.app.loads import load
    from tests.client import ShopClient
    from tests.databases import MOMENT, Database

    with tempfile.TemporaryDirectory() as folder:
        database = Database(kind, Path(folder), "radarbench")
        database.renew()
        with database.app.app_context(), web.store.sessionmaker() as session:
            load(session, people=PEOPLE, orders=ORDERS, devices=DEVICES)
            spread(session)
            _say(kind, "the year's counts (worker)", [_took(lambda: count(session, MOMENT.date()))])
            session.commit()
        elin = ShopClient(database.app, "elin")
        asked = f"{HERE}/lasta?{SCENARIO}"
        _say(kind, f"POST {asked}", [_took(lambda: elin.post(asked, {"titel": "Bench"})) for _ in range(3)])
        for path in PAGES:
            _say(kind, path, [_took(lambda path=path: elin.browser.get(path)) for _ in range(TIMES)])
        database.drop()


def spread(session: Session) -> None:
    """Put the devices into 300 units, of every kind that has a planned life, brought in service over seven years."""
    from app.db import begin_write  # here: each database is measured in a process of its own
    from app.devices.models import Device
    from app.identity.models import Organisation, Unit
    from catalogue.edition import load as edition
    from catalogue.lifetimes import planned_end
    from tests.databases import MOMENT

    begin_write(session)
    owners = session.scalars(sa.select(Organisation.id).order_by(Organisation.id)).all()
    units = [
        Unit(organisation_id=owners[number % len(owners)], name=f"Mätenhet {number}", invoice_reference=f"M{number}")
        for number in range(UNITS)
    ]
    session.add_all(units)
    session.flush()
    lives = [kind for kind in edition().kinds.values() if kind.device_class and kind.planned_months]
    rows = []
    for number in session.scalars(sa.select(Device.id)):
        unit, kind = units[number * 7 % UNITS], lives[number * 13 % len(lives)]
        since = MOMENT.date() - dt.timedelta(days=number * 37 % 2500)
        rows.append({
            "id": number, "unit_id": unit.id, "organisation_id": unit.organisation_id, "kind": kind.key,
            "device_class": kind.device_class, "in_service_on": since, "payer": kind.payer.value,
            "planned_end": planned_end(since, kind.planned_months or 1), "warranty_end": planned_end(since, 36),
            "depreciation_months": kind.depreciation_months,
        })  # fmt: skip
    session.execute(sa.update(Device), rows)
    session.commit()
    lots = sa.select(Device.unit_id, Device.kind, sa.extract("year", Device.planned_end)).distinct()
    print(f"{len(rows)} devices, {len(session.execute(lots).all())} kinds in units and years", flush=True)
    session.rollback()


def _say(kind: str, what: str, took: list[tuple[float, float]]) -> None:
    """The median by the clock, and in this process's own time; on a busy machine the second tells more."""
    wall, own = (statistics.median(each[at] for each in took) for at in (0, 1))
    print(f"{kind} {what}: {wall:.0f} ms, CPU {own:.0f}{f'  OVER {MOST} ms' if own > MOST else ''}", flush=True)


def _took(deed: Callable[[], object]) -> tuple[float, float]:
    began, busy = time.perf_counter(), time.process_time()
    answer = deed()
    took = (time.perf_counter() - began) * 1000, (time.process_time() - busy) * 1000
    status = getattr(answer, "status_code", getattr(answer, "status", 200))
    if status not in (200, 303):
        raise SystemExit(f"answered {status}")
    return took


if __name__ == "__main__":
    main(sys.argv[1:])
