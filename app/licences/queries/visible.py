"""Who may see a licence, and who may end it or let it go on."""

from __future__ import annotations

import sqlalchemy as sa

from app.identity.queries import Visitor, within
from app.licences.models import Licence, LicenceEditor
from catalogue.rights import may, roles_that

REGISTER, ADMINISTER = "licences.register", "licences.administer"


def in_register(me: Visitor) -> sa.ColumnElement[bool]:
    """The licences a person reads the register for: all for a role without scope, else those in its scope."""
    return within(me, roles_that(REGISTER), organisation=Licence.organisation_id, unit=Licence.unit_id)


def visible(me: Visitor) -> sa.ColumnElement[bool]:
    """Mine, those whose content I look after, my units', and what IT, economists and the auditor reach."""
    edits = sa.select(LicenceEditor.licence_id).where(LicenceEditor.person_id == me.id)
    found = [Licence.holder_id == me.id, Licence.unit_id.in_(me.led_units), Licence.id.in_(edits)]
    return sa.or_(*found, in_register(me)) if may(REGISTER, me.roles) else sa.or_(*found)


def leads(me: Visitor, licence: Licence) -> bool:
    """Whether a person answers for a licence: the chef of its unit, or IT."""
    return licence.unit_id in me.led_units or may(ADMINISTER, me.roles)


def may_end(me: Visitor, licence: Licence) -> bool:
    """Whether a person may end a licence: its holder, the chef of its unit, or IT."""
    return licence.holder_id == me.id or leads(me, licence)


def may_keep(me: Visitor, licence: Licence) -> bool:
    """Whether a person may let a licence go on after its last day: never one's own, except regretting to hand back."""
    if licence.holder_id == me.id:
        return licence.why == "handed_back"
    return leads(me, licence)
