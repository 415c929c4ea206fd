"""Operations messages, outages and a freeze of the demo world, made with the shop's own verbs."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.demo import premises
from app.demo.cases import visitor_of
from app.identity.models import Organisation
from app.identity.queries import Visitor
from app.notices import actions
from app.notices.models import ChangeFreeze, Outage
from app.words.formats import STOCKHOLM, today_of
from catalogue.components import load as components
from catalogue.operations import MessageKind

DATA = Path(__file__).with_name("notices.toml")


def load(session: Session, *, now: dt.datetime) -> None:
    """Write and live through the messages of the file, each as long ago or ahead as it says; then buildings."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    me = visitor_of(session, "nils", now)
    whole = now.replace(minute=0, second=0, microsecond=0)
    by_key = {row.key: row.id for row in session.execute(sa.select(Organisation.key, Organisation.id))}
    for row in data["message"]:
        _message(session, me, row, reach=[by_key[key] for key in row.get("for", by_key)], now=whole)
    for row in data["outage"]:
        begun = whole - dt.timedelta(days=row["days"])
        outage = Outage(
            starts_at=begun, ends_at=begun + dt.timedelta(minutes=row["minutes"]), planned=row["planned"],
            note=row["note"],
        )  # fmt: skip
        actions.record(session, me, components()[row["component"]], outage, at=begun + dt.timedelta(days=1))
    year = now.year
    christmas = ChangeFreeze(
        title=data["freeze"]["title"], first_day=dt.date(year, 12, 18), last_day=dt.date(year + 1, 1, 7),
        reason=data["freeze"]["reason"],
    )  # fmt: skip
    actions.freeze(session, me, christmas, at=now)
    premises.load(session, now=now)
    session.flush()


def _message(session: Session, me: Visitor, row: dict[str, Any], *, reach: list[int], now: dt.datetime) -> None:
    begins = _moment(now, row)
    written = actions.Written(
        kind=MessageKind(row["kind"]), title=row["title"], text=row["text"], components=tuple(row["components"]),
        organisations=tuple(reach), starts_at=begins,
        ends_at=begins + dt.timedelta(hours=row["lasts"]) if "lasts" in row else None,
        estimated_at=now + dt.timedelta(hours=row["back"]) if "back" in row else None,
        agreed_with=row.get("agreed", ""),
    )  # fmt: skip
    at = min(now, begins)
    found = actions.write(session, me, written, at=at)
    if row.get("published", True):
        actions.publish(session, me, found, at=at)
    if "update" in row:
        news = actions.News(row["update"], found.estimated_at)
        actions.update(session, me, found, news, at=min(now, begins + dt.timedelta(minutes=30)))
    if "over" in row:
        over = begins + dt.timedelta(hours=row["over"])
        actions.end(session, me, found, row["ended"], counts=True, at=over)


def _moment(now: dt.datetime, row: dict[str, Any]) -> dt.datetime:
    if "day" not in row:
        return now + dt.timedelta(hours=row["hours"])
    day = today_of(now) + dt.timedelta(days=row["day"])
    return dt.datetime.combine(day, dt.time(row["at"]), STOCKHOLM).astimezone(dt.UTC)
