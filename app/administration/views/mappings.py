"""Doors to what the directory gives: which role or group of it gives which role here."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.administration.actions import mappings as actions
from app.administration.forms.mappings import MappingForm
from app.administration.forms.roles import DeclineForm, EndForm
from app.administration.queries import mappings as queries
from app.administration.queries.mappings import Mapped
from app.administration.views.doors import blueprint, reach, visitor
from app.administration.views.role_words import mandate, name_of, named, organisations_within, role_of
from app.refusal import Changed, Forbidden, Refused
from app.words import plural, say
from catalogue.roles import CENTRAL, MAPPABLE, POWERFUL, may_give

TONES = {"pending": "waiting", "declined": "stopped", "ended": "stopped", "confirmed": "done"}
SHORT_TENANT = 8


@blueprint.get("/admin/roller/katalog")
@web.door("people.administer")
def mappings() -> Any:
    """Which roles and groups of the directories give which roles here."""
    found = queries.mappings(web.session(), reach())
    mine = queries.mine_to_decide(web.session(), visitor(), reach(), found)
    return web.page(
        "administration/mappings.html",
        waiting=[_row(each) for each in mine],
        rows=[_row(each) for each in found if each.live],
        past=[_row(each) for each in found if not each.live],
    )


@blueprint.get("/admin/roller/katalog/ny")
@web.door("people.administer")
def new_mapping() -> Any:
    """Let a role or group of a directory give a role."""
    return _new_page(_form(None))


@blueprint.post("/admin/roller/katalog/ny")
@web.door("people.administer")
def add_mapping() -> Any:
    """Add what was filled in."""
    form = _form(request.form)
    if not form.validate():
        return _new_page(form, status=422)
    rule = actions.Rule(
        form.katalog.data, form.sort.data, form.varde.data, form.roll.data, form.organisation.data, form.skal.data
    )
    try:
        found = actions.add(web.session(), mandate(), rule, at=web.now())
    except Forbidden:
        raise
    except Refused as reason:
        return _new_page(form, status=422, fault=say(reason.key, **reason.params))
    kind = "added" if found.state == "confirmed" else "proposed"
    web.say_next(say(f"mappings.said.{kind}", value=found.value, what=name_of(found.role)))
    return web.see_other("administration.mappings")


@blueprint.get("/admin/roller/katalog/<int:mapping_id>")
@web.door("people.administer")
def mapping(mapping_id: int) -> Any:
    """One mapping, with what has happened to it."""
    return _page(queries.mapping(web.session(), reach(), mapping_id))


@blueprint.post("/admin/roller/katalog/<int:mapping_id>/bekrafta")
@web.door("people.administer")
def confirm_mapping(mapping_id: int) -> Any:
    """Say the second yes."""
    try:
        found = actions.confirm(web.session(), mandate(), mapping_id, at=web.now())
    except (Changed, Forbidden):
        raise
    except Refused as reason:
        shown = queries.mapping(web.session(), reach(), mapping_id)
        return _page(shown, status=422, fault=say(reason.key, **reason.params))
    web.say_next(say("mappings.said.confirmed", value=found.value, what=name_of(found.role)))
    return web.see_other("administration.mappings")


@blueprint.post("/admin/roller/katalog/<int:mapping_id>/neka")
@web.door("people.administer")
def decline_mapping(mapping_id: int) -> Any:
    """Say no to a mapping that waits."""
    form = DeclineForm(request.form)
    if not form.validate():
        return _page(queries.mapping(web.session(), reach(), mapping_id), status=422, decline=form)
    found = actions.decline(web.session(), mandate(), mapping_id, form.skal.data, at=web.now())
    web.say_next(say("mappings.said.declined", value=found.value, what=name_of(found.role)))
    return web.see_other("administration.mappings")


@blueprint.post("/admin/roller/katalog/<int:mapping_id>/avsluta")
@web.door("people.administer")
def end_mapping(mapping_id: int) -> Any:
    """End a mapping; whoever had a role through it loses it now."""
    shown = queries.mapping(web.session(), reach(), mapping_id)
    form = EndForm(request.form)
    if not form.validate():
        return _page(shown, status=422, end=form)
    try:
        found, people = actions.end(web.session(), mandate(), mapping_id, form.skal.data, at=web.now())
    except (Changed, Forbidden):
        raise
    except Refused as reason:
        return _page(shown, status=422, end=form, fault=say(reason.key, **reason.params))
    who = say("mappings.said.nobody") if not people else plural(people, *_LOST)
    web.say_next(say("mappings.said.ended", value=found.value, what=name_of(found.role), who=who))
    return web.see_other("administration.mappings")


_LOST = (say("mappings.said.one_lost"), say("mappings.said.many_lost"))


def _page(
    found: Mapped, *, status: int = 200, end: EndForm | None = None, decline: DeclineForm | None = None, fault: str = ""
) -> Any:
    mine = queries.mine_to_decide(web.session(), visitor(), reach(), [found])
    may_end = found.live and may_give(
        found.role, found.organisation_id, everything=reach().everything, organisations=reach().organisations
    )
    return web.page(
        "administration/mapping.html", status=status, row=_row(found), role=role_of(found.role), fault=fault,
        events=queries.events_of_mapping(web.session(), found.id), may_decide=bool(mine), may_end=may_end,
        end=end or EndForm(), decline=decline or DeclineForm(),
    )  # fmt: skip


def _new_page(form: MappingForm, *, status: int = 200, fault: str = "") -> Any:
    return web.page("administration/mapping_new.html", status=status, form=form, fault=fault)


def _form(typed: Any) -> MappingForm:
    whole, form = reach().everything, MappingForm(typed)
    known = queries.directories(web.session(), reach(), _tenants())
    directories = [(key, _directory(key, whose)) for key, whose in known]
    allowed = [role for role in MAPPABLE if whole or role not in POWERFUL | CENTRAL]
    form.choose_from(directories, named(allowed), organisations_within(), whole=whole)
    return form


def _tenants() -> Any:
    entra = web.config().entra
    return entra.tenants if entra else {}


def _directory(key: str, whose: str = "") -> str:
    """What a directory is called: Entra by the start of its tenant, others as they are kept."""
    kind, _, tenant = key.partition(":")
    name = say("mappings.entra", tenant=tenant[:SHORT_TENANT]) if kind == "entra" else key
    return say("mappings.whose", name=name, whose=whose) if whose else name


def _row(found: Mapped) -> dict[str, Any]:
    """A mapping as a row shows it."""
    return {
        "mapping": found, "what": name_of(found.role), "where": found.organisation or say("roles.reach.everything"),
        "claim": say(f"mappings.claim.{found.claim}"), "directory": _directory(found.provider),
        "standing": say(f"mappings.standing.{found.state}"), "tone": TONES[found.state],
    }  # fmt: skip
