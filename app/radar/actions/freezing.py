"""A forecast is frozen: scenario, prices and every row are kept, and none is altered afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.history import Event
from app.identity.models import Organisation, Unit
from app.identity.queries import Visitor
from app.radar.models import Snapshot, SnapshotRow
from app.radar.queries.lots import Counted, Place
from app.words.formats import today_of
from catalogue.edition import Edition
from catalogue.radar import BASELINE, Forecast, Lot, Sum
from catalogue.rulebook import Wish, judge


def freeze(
    session: Session, me: Visitor, title: str, *, found: Counted, forecast: Forecast, edition: Edition, at: dt.datetime
) -> Snapshot:
    """Keep a forecast of counted lots (with units) as it stands; returns what was kept."""
    scenario = forecast.scenario
    made = Snapshot(
        title=title, day=today_of(at), first=forecast.first, ahead=forecast.ahead,
        scenario={"lives": dict(scenario.lives), "percent": scenario.percent, "prices": dict(scenario.prices)},
        prices=dict(forecast.prices), made_by=me.id, made_by_name=me.name, made_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    pays = _payers(session, edition, on=made.day)
    rows = [{"snapshot_id": made.id, **row} for row in _rows(found, forecast, edition, pays)]
    if rows:
        session.connection().execute(sa.insert(SnapshotRow), rows)
    told = {"title": title, "rows": len(rows), "devices": sum(row["count"] for row in rows)}
    history.record(session, me.actor, at, [Event("radar_snapshot", made.id, "radar_snapshot.frozen", told)])
    return made


def _payers(session: Session, edition: Edition, *, on: dt.date) -> Callable[[int, str], str]:
    """Who would pay for a new one of a kind in a unit, by the agreement and what the organisation decided (C1, C8)."""
    question = sa.select(Unit.id, Unit.organisation_id, Unit.segment, Organisation.settings).join(
        Organisation, Organisation.id == Unit.organisation_id
    )
    units = {unit: rest for unit, *rest in session.execute(question)}
    settings = {organisation: chosen for organisation, _, chosen in units.values()}

    @cache
    def judged(organisation: int, segment: str, kind: str) -> str:
        wish = Wish(kind=kind, on=on, segment=segment, organisation_settings=settings[organisation])
        return judge(wish, edition).payer.value

    return lambda unit, kind: judged(*units[unit][:2], kind)


def _rows(
    found: Counted, forecast: Forecast, edition: Edition, pays: Callable[[int, str], str]
) -> Iterator[dict[str, Any]]:
    """A row for each kind, unit and year that has devices in the scenario or as things stand."""
    plain = Forecast(first=forecast.first, ahead=forecast.ahead, prices=forecast.prices)
    now, before = forecast.by(found.lots, _key), plain.by(found.lots, _key)
    for place, kind in sorted(
        now.keys() | before.keys(), key=lambda key: (key[0].organisation_id, key[0].unit, key[1])
    ):
        known = edition.kinds.get(kind)
        for year in forecast.years:
            count = now.get((place, kind), {}).get(year, Sum()).count
            base = before.get((place, kind), {}).get(year, Sum()).count
            if count or base:
                yield {
                    "organisation_id": place.organisation_id, "organisation_name": place.organisation,
                    "unit_id": place.unit_id, "unit_name": place.unit, "kind": kind,
                    "device_class": (known.device_class if known else "") or "",
                    "payer": pays(place.unit_id, kind) if known else "",
                    "year": year, "count": count, "base_count": base,
                    "unit_price": forecast.scenario.price(kind, forecast.prices),
                    "base_price": BASELINE.price(kind, forecast.prices),
                }  # fmt: skip


def _key(lot: Lot) -> tuple[Place, str]:
    assert isinstance(lot.place, Place)  # noqa: S101  # lots are counted by place
    return lot.place, lot.kind
