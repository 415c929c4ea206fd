"""A frozen forecast, what a municipality says of it, models that lose their support, and the counts of the year."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

from sqlalchemy.orm import Session

from app.assortment import actions as assortment
from app.assortment.models import Item
from app.assortment.queries import shelf
from app.demo.cases import visitor_of
from app.devices.models import VolumeComment
from app.growth import actions as growth
from app.radar import actions
from app.radar.queries import lots
from app.words.formats import today_of
from catalogue.edition import load as edition
from catalogue.radar import AHEAD, Forecast, Scenario

DATA = Path(__file__).with_name("radar.toml")


def live(session: Session, *, now: dt.datetime) -> None:
    """A forecast frozen two weeks ago, a comment on next year, two models with a last day of support."""
    told = tomllib.loads(DATA.read_text(encoding="utf-8"))
    omar, elin, jonas = (visitor_of(session, key, now) for key in ("omar", "elin", "jonas"))
    for kind, days in told["support"].items():
        model = lots.prices(shelf(session)).get(kind)
        if model:
            day = today_of(now + dt.timedelta(days=days)).isoformat()
            item = session.get_one(Item, model.id)
            assortment.correct(session, item, {"supported_until": day}, actor=omar.actor, at=now)
    ruled, year = edition(), today_of(now).year
    prices = {kind: model.price for kind, model in lots.prices(shelf(session)).items()}
    forecast = Forecast(first=year, ahead=AHEAD, scenario=Scenario(lives={"staff_mac": 1}), prices=prices)
    found = lots.counted(session, elin, lots.Narrowed(), models=(), only="planned")
    actions.freeze(
        session, elin, told["title"].format(year=year + 1), found=found, forecast=forecast, edition=ruled,
        at=now - dt.timedelta(days=14),
    )  # fmt: skip
    session.add(
        VolumeComment(
            organisation_id=jonas.organisation_id, year=year + 1, device_class="computer",
            text=told["said"].format(year=year + 1), made_by=jonas.id, made_by_name=jonas.name, made_at=now,
        )
    )  # fmt: skip
    growth.count(session, today_of(now))
    session.flush()
