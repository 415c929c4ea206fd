"""Who looks after the content of a screen: at least one person, always (R-206)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.assortment.queries import edition
from app.history import Event
from app.identity.models import Person
from app.identity.queries import Visitor
from app.licences.actions.holding import HELD
from app.licences.models import Licence, LicenceEditor
from app.licences.queries.one import editors_of
from app.licences.queries.visible import leads
from app.refusal import Forbidden, Refused


def may_choose(me: Visitor, licence: Licence, editors: Sequence[tuple[int, str]]) -> bool:
    """Whether a person may say who looks after the content: those who do, who ordered it, the chef, IT."""
    shows = "editors" in edition().kinds[licence.kind].details
    theirs = me.id == licence.orderer_id or me.id in {person for person, _name in editors}
    return shows and licence.state == "active" and (theirs or leads(me, licence))


def set_editors(session: Session, me: Visitor, licence: Licence, people: Sequence[Person], *, at: dt.datetime) -> None:
    """Say who looks after the content; raises Forbidden for others than `may_choose`, Refused for nobody at all."""
    before = editors_of(session, licence.id)
    if not may_choose(me, licence, before):
        raise Forbidden("licences.refused.not_yours")
    chosen = {person.id: person.name for person in people}
    if not chosen:
        raise Refused("licences.refused.no_editor")
    if set(chosen) == {person for person, _name in before}:
        return
    told = {"who": ", ".join(chosen.values()), "name": licence.name}
    history.record(session, me.actor, at, [Event(HELD, licence.id, "licence.editors", told)])
    session.execute(sa.delete(LicenceEditor).where(LicenceEditor.licence_id == licence.id))
    session.add_all(LicenceEditor(licence_id=licence.id, person_id=person) for person in chosen)
    session.flush()
