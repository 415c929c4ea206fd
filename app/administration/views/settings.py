"""Doors to an organisation's own values of the settings that the edition declares."""

from __future__ import annotations

from typing import Any

import flask
from flask import request
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from app import web
from app.administration import actions, queries
from app.administration.forms import SettingForm
from app.administration.views.doors import blueprint, reach, trail_to, visitor
from app.administration.views.editing import Editing, save
from app.identity.models import Organisation
from app.refusal import Missing, Refused
from app.words import say
from catalogue.edition import Setting
from catalogue.edition import load as edition

# Units that are texts of a form of their own.
TEXTS = ("address", "mail")


@blueprint.get("/admin/organisationer/<string:key>/installningar")
@web.door("people.administer")
def settings(key: str) -> Any:
    """Every setting: what it means, the default, what the organisation has decided and what is to come."""
    found = queries.organisation(web.session(), reach(), key)
    coming = [row for row in queries.setting_decisions(web.session(), found.id) if row.state == "planned"]
    rows: list[dict[str, Any]] = [
        {
            "setting": setting,
            "default": actions.setting_in_words(setting, setting.default),
            "own": actions.setting_in_words(setting, found.settings[name]) if name in found.settings else "",
            "coming": [
                (row, actions.setting_in_words(setting, row.value)) for row in reversed(coming) if row.key == name
            ],
        }
        for name, setting in edition().settings.items()
    ]
    return web.page(
        "administration/settings.html",
        organisation=found,
        own=[row for row in rows if row["setting"].per_organisation],
        shared=[row for row in rows if not row["setting"].per_organisation],
        edition=edition().name,
        trail=trail_to(found),
    )


@blueprint.get("/admin/organisationer/<string:key>/installningar/<string:name>")
@web.door("people.administer")
def edit_setting(key: str, name: str) -> Any:
    """The form of a setting, with what was decided before."""
    found, setting = queries.organisation(web.session(), reach(), key), _setting(name)
    return _page(found, setting).page(_form(setting, data=_data(found, setting)), decisions=_told(found, setting))


@blueprint.post("/admin/organisationer/<string:key>/installningar/<string:name>")
@web.door("people.administer")
def save_setting(key: str, name: str) -> Any:
    """Decide a value."""
    found, setting = queries.organisation(web.session(), reach(), key), _setting(name)
    form = _form(setting, request.form)

    def act() -> None:
        actions.decide(
            web.session(), found, setting, value=_value(form, setting),
            holds_from=form["holds_from"].data if "holds_from" in form and form["holds_from"].data else web.today(),
            seen=form["seen"].data or 0, reason=(form["reason"].data or "") if "reason" in form else "",
            actor=visitor().actor, at=web.now(), today=web.today(),
        )  # fmt: skip

    fresh = lambda: _data(queries.organisation(web.session(), reach(), key), setting)  # noqa: E731  # a name for one argument
    if refused := save(form, act, _page(found, setting), fresh=fresh):
        return refused
    web.say_next(say("administration.saved", name=setting.label))
    return web.see_other("administration.settings", key=key)


@blueprint.post("/admin/varden/<int:change_id>/avbryt")
@web.door("people.administer")
def call_off_setting(change_id: int) -> Any:
    """Take back a value that has not begun to hold."""
    row = queries.setting_change(web.session(), reach(), change_id)
    actions.call_off(web.session(), row, _setting(row.key), actor=visitor().actor, at=web.now())
    web.say_next(say("administration.unit.called_off"))
    return flask.redirect(web.local_path(request.form.get("vidare") or "/admin/andringar"), 303)


def _setting(name: str) -> Setting:
    """A setting that an organisation may decide; raises Missing."""
    found = edition().settings.get(name)
    if found is None or not found.per_organisation:
        raise Missing
    return found


def _form(setting: Setting, filled: Any = None, data: Any = None) -> SettingForm:
    class Typed(SettingForm):
        """The form with a field of the setting's type."""

    if isinstance(setting.default, bool) or setting.unit == "payer":
        words = (
            [SelectChoice("ja", say("administration.change.yes")), SelectChoice("nej", say("administration.change.no"))]
            if isinstance(setting.default, bool)
            else [SelectChoice(key, say(f"administration.payer.{key}")) for key in actions.PAYERS]
        )
        Typed.value = SelectField(say("administration.field.value"), choices=words)
    form = Typed(filled, data=data)
    default = say("administration.setting.standard", value=actions.setting_in_words(setting, setting.default))
    own = form["own"]
    own.choices = [SelectChoice("nej", default), SelectChoice("ja", say("administration.setting.own"))]
    if isinstance(setting.default, int) and not isinstance(setting.default, bool):
        amount = actions.has_decimals(setting) and setting.unit != "basis_points"
        unit = say(f"administration.in.{'amount' if amount else setting.unit}")
        form["value"].label.text = say("administration.setting.value_in", unit=unit)
    if not setting.dated:
        del form.holds_from
        del form.reason
    return form


def _value(form: SettingForm, setting: Setting) -> Any:
    if form["own"].data == "nej":
        return None
    try:
        return actions.read(setting, str(form["value"].data or ""))
    except (ValueError, KeyError):
        wrong = "amount" if actions.has_decimals(setting) else setting.unit if setting.unit in TEXTS else "number"
        raise Refused(f"administration.setting.wrong_{wrong}") from None


def _data(found: Organisation, setting: Setting) -> dict[str, Any]:
    own = setting.key in found.settings
    return {
        "own": "ja" if own else "nej",
        "value": actions.typed(setting, found.settings.get(setting.key, setting.default)),
        "holds_from": actions.new_year(web.today()),
        "seen": actions.last_decision(web.session(), found.id, setting.key),
    }


def _told(found: Organisation, setting: Setting) -> list[tuple[Any, str]]:
    rows = queries.setting_decisions(web.session(), found.id, setting.key)
    return [(row, actions.setting_in_words(setting, row.value)) for row in rows]


def _page(found: Organisation, setting: Setting) -> Editing:
    back = f"/admin/organisationer/{found.key}/installningar"
    trail = [*trail_to(found), (say("administration.page.settings"), back)]
    return Editing(trail, setting.label, f"{back}/{setting.key}", back, lead=setting.help)
