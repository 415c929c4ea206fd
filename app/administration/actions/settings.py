"""An organisation's own values of the settings that the edition declares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.administration.actions.values import setting_in_words
from app.history import Actor, Event
from app.identity.models import Organisation, SettingChange
from app.refusal import Changed, Refused
from app.words import say
from catalogue.edition import Setting

FUTURE = dt.timedelta(days=3 * 366)


def decide(
    session: Session,
    organisation: Organisation,
    setting: Setting,
    *,
    value: Any,
    holds_from: dt.date,
    seen: int,
    reason: str = "",
    actor: Actor,
    at: dt.datetime,
    today: dt.date,
) -> SettingChange:
    """Give an organisation a value of its own from a day (None: the default again); raises Refused or Changed.

    `seen` is the last decision about this setting that the person was shown. Rules change with the year; what holds
    sooner is urgent, and its reason is written down (L69, R-020).
    """
    _must_be_allowed(setting, value, holds_from, today)
    if setting.dated and holds_from < new_year(today) and not reason.strip():
        raise Refused("administration.setting.why")
    if last_decision(session, organisation.id, setting.key) != seen:
        raise Changed("administration.refused.changed")
    if value == organisation.settings.get(setting.key) and holds_from <= today:
        raise Refused("administration.setting.same")
    if _is_taken(session, organisation.id, setting.key, holds_from):
        raise Refused("administration.setting.taken", day=holds_from.isoformat())
    row = SettingChange(
        organisation_id=organisation.id, key=setting.key, value=value, was=None, holds_from=holds_from, reason=reason,
        decided_by=actor.name, decided_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    if holds_from <= today:
        _apply(session, organisation, row, setting, actor=actor, at=at)
    else:
        _tell(session, row, setting, "setting_planned", actor=actor, at=at)
    return row


def new_year(today: dt.date) -> dt.date:
    """The next first of January, from which rules usually change."""
    return dt.date(today.year + 1, 1, 1)


def call_off(session: Session, row: SettingChange, setting: Setting, *, actor: Actor, at: dt.datetime) -> None:
    """Take back a value that has not begun to hold; raises Refused when it has."""
    _settle(session, row, "cancelled", at)
    _tell(session, row, setting, "setting_called_off", actor=actor, at=at)


def due_settings(session: Session, today: dt.date) -> list[int]:
    """The decided values whose day has come."""
    question = sa.select(SettingChange.id).where(SettingChange.state == "planned", SettingChange.holds_from <= today)
    return list(session.scalars(question.order_by(SettingChange.holds_from, SettingChange.id)))


def apply_due_setting(session: Session, change_id: int, settings: Mapping[str, Setting], *, at: dt.datetime) -> None:
    """Let a decided value hold from its day, once; one that no edition declares any more is put aside."""
    question = sa.select(SettingChange).where(SettingChange.id == change_id, SettingChange.state == "planned")
    row = session.scalar(question)
    if row is None:
        return
    setting = settings.get(row.key)
    if setting is None:
        _settle(session, row, "refused", at)
        return
    organisation = session.scalars(sa.select(Organisation).where(Organisation.id == row.organisation_id)).one()
    _apply(session, organisation, row, setting, actor=Actor(None, say("administration.shop")), at=at)


def last_decision(session: Session, organisation_id: int, key: str) -> int:
    """The number of the last decision about a setting; 0 when there is none."""
    question = sa.select(sa.func.max(SettingChange.id))
    mine = question.where(SettingChange.organisation_id == organisation_id, SettingChange.key == key)
    return session.scalar(mine) or 0


def _must_be_allowed(setting: Setting, value: Any, holds_from: dt.date, today: dt.date) -> None:
    if not setting.per_organisation:
        raise Refused("administration.setting.shared")
    if value is not None and type(value) is not type(setting.default):
        raise Refused("administration.setting.type")
    if not today <= holds_from <= today + FUTURE or (holds_from > today and not setting.dated):
        raise Refused("administration.setting.day")


def _is_taken(session: Session, organisation_id: int, key: str, day: dt.date) -> bool:
    question = sa.select(SettingChange.id).where(
        SettingChange.organisation_id == organisation_id,
        SettingChange.key == key,
        SettingChange.holds_from == day,
        SettingChange.state == "planned",
    )
    return session.scalar(question) is not None


def _apply(  # who, what, whose and when, as everywhere
    session: Session, organisation: Organisation, row: SettingChange, setting: Setting, *, actor: Actor, at: dt.datetime
) -> None:
    _settle(session, row, "applied", at, was=organisation.settings.get(row.key))
    own = {key: kept for key, kept in organisation.settings.items() if key != row.key}
    organisation.settings = own if row.value is None else own | {row.key: row.value}
    _tell(session, row, setting, "setting", actor=actor, at=at)


def _settle(session: Session, row: SettingChange, state: str, at: dt.datetime, **more: Any) -> None:
    moved = session.execute(
        sa.update(SettingChange)
        .where(SettingChange.id == row.id, SettingChange.state == "planned")
        .values(state=state, settled_at=at, **more)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult; the stub says Result
        raise Refused("administration.structure.settled")
    session.refresh(row)


def _tell(  # who, what, whose and when, as everywhere
    session: Session, row: SettingChange, setting: Setting, event: str, *, actor: Actor, at: dt.datetime
) -> None:
    old = setting_in_words(setting, row.was)
    new = setting_in_words(setting, row.value)
    what = say("administration.change.one", what=setting.label, old=old, new=new)
    data: dict[str, Any] = {"what": what, "name": setting.label, "new": new, "day": row.holds_from.isoformat()}
    if row.reason:
        data["why"] = row.reason
    if row.state == "applied":
        data["changes"] = [[setting.label, old, new]]
    subject = Event("organisation", row.organisation_id, f"organisation.{event}", data)
    history.record(session, actor, at, [subject])
