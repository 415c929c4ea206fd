"""Doors to one role of one person: what has happened to it, the second yes, a no, its end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import request

from app import web
from app.administration.actions import roles as actions
from app.administration.forms.roles import DeclineForm, EndForm
from app.administration.queries import roles as queries
from app.administration.views.doors import blueprint, reach, visitor
from app.administration.views.role_words import mandate, name_of, role_of, row_of
from app.refusal import Changed, Forbidden, Refused
from app.words import say
from app.words.formats import day_long
from catalogue.roles import may_give


@blueprint.get("/admin/roller/<int:grant_id>")
@web.door("people.administer")
def role(grant_id: int) -> Any:
    """One role of one person, with what has happened to it."""
    return _role_page(queries.grant(web.session(), reach(), grant_id))


@blueprint.post("/admin/roller/<int:grant_id>/bekrafta")
@web.door("people.administer")
def confirm_role(grant_id: int) -> Any:
    """Say the second yes."""
    found = actions.confirm(web.session(), mandate(), grant_id, at=web.now())
    web.say_next(say("roles.said.confirmed", person=found.person, what=name_of(found.role)))
    return web.see_other("administration.roles")


@blueprint.post("/admin/roller/<int:grant_id>/neka")
@web.door("people.administer")
def decline_role(grant_id: int) -> Any:
    """Say no to a role that waits."""
    form = DeclineForm(request.form)
    if not form.validate():
        return _role_page(queries.grant(web.session(), reach(), grant_id), status=422, decline=form)
    found = actions.decline(web.session(), mandate(), grant_id, form.skal.data, at=web.now())
    web.say_next(say("roles.said.declined", person=found.person, what=name_of(found.role)))
    return web.see_other("administration.roles")


@blueprint.post("/admin/roller/<int:grant_id>/avsluta")
@web.door("people.administer")
def end_role(grant_id: int) -> Any:
    """End a role now, or after a last day."""
    found = queries.grant(web.session(), reach(), grant_id)
    form = EndForm(request.form)
    if not form.validate():
        return _role_page(found, status=422, end=form)
    try:
        actions.end(web.session(), mandate(), grant_id, form.skal.data, last=form.sista.data, at=web.now())
    except (Changed, Forbidden):
        raise
    except Refused as reason:
        return _role_page(found, status=422, end=form, fault=say(reason.key, **reason.params))
    last = day_long(form.sista.data, year=True) if form.sista.data else ""
    text = say(
        f"roles.said.{'shortened' if last else 'ended'}", person=found.person, what=name_of(found.role), last=last
    )
    web.say_next(text)
    return web.see_other("administration.roles_of", person_id=found.person_id)


def _role_page(
    found: queries.Listed, *, status: int = 200, end: EndForm | None = None, decline: DeclineForm | None = None,
    fault: str = "",
) -> Any:  # fmt: skip
    me, row = visitor(), row_of(found)
    events = queries.events_of(web.session(), found)
    mandate = may_give(
        found.role, found.organisation_id, everything=reach().everything, organisations=reach().organisations
    )
    return web.page(
        "administration/role.html", status=status, row=row, role=role_of(found.role), events=events, fault=fault,
        next_day=_day_after(found, web.today()),
        end=end or EndForm(), decline=decline or DeclineForm(),
        may_decide=row["standing"] == "pending" and found in queries.waiting_for(web.session(), me, reach()),
        may_end=mandate and found.source == "manual" and row["standing"] in ("pending", "coming", "holds"),
    )  # fmt: skip


def _day_after(found: queries.Listed, today: dt.date) -> str:
    """The day from which a prolonged role goes on."""
    return max(today, (found.valid_to or today) + dt.timedelta(days=1)).isoformat()
