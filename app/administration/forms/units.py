"""What is filled in about units and people."""

from __future__ import annotations

from wtforms import Form, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.administration.forms.base import Tidy, VersionedForm, email
from app.fields import DayField, LineText
from app.identity.models import LICENCE_PROFILES
from app.words import say
from catalogue.terms import Segment

SEGMENTS = [SelectChoice(segment.value, say(f"administration.segment.{segment.value}")) for segment in Segment]
CHEFS = {"list": "chefer", "autocomplete": "off"}


def _must(key: str) -> InputRequired:
    return InputRequired(say(f"administration.form.{key}"))


def _at_most(count: int) -> Length:
    return Length(max=count, message=say("administration.form.long", count=count))


class UnitForm(VersionedForm):
    """What of a unit is changed at once; name and place are changed from a day."""

    chef = LineText(
        say("administration.field.chef"), [Optional(), _at_most(300)], description=say("administration.form.chef_hint"),
        render_kw=CHEFS,
    )  # fmt: skip
    segment = SelectField(
        say("administration.field.segment"), choices=SEGMENTS, description=say("administration.form.segment_hint")
    )
    cost_centre_id = SelectField(say("administration.field.cost_centre_id"), coerce=int)
    invoice_reference = LineText(
        say("administration.field.invoice_reference"), [_must("invoice_reference"), _at_most(60)],
        description=say("administration.form.invoice_reference_hint"),
    )  # fmt: skip


class NewUnitForm(UnitForm):
    """A unit that does not exist yet."""

    name = LineText(say("administration.field.unit_name"), [_must("name"), _at_most(120)])
    parent_id = SelectField(say("administration.field.parent_id"), coerce=int)
    since = DayField(say("administration.field.since"), [_must("day")])

    order = ("name", "parent_id", "since", "chef", "segment", "cost_centre_id", "invoice_reference")


class ChangeForm(Form):
    """What happens to a unit from a day; `where` and `name` are only asked where they mean something."""

    where = SelectField(say("administration.field.where"))
    name = LineText(say("administration.field.new_name"), [_must("name"), _at_most(120)])
    day = DayField(
        say("administration.field.day"), [_must("day")], description=say("administration.form.change_day_hint")
    )
    note = LineText(
        say("administration.field.note"), [Optional(), _at_most(300)], description=say("administration.form.note_hint")
    )


class PersonForm(VersionedForm):
    """Who somebody is and where they work."""

    name = LineText(say("administration.field.person_name"), [_must("person_name"), _at_most(120)])
    email = LineText(
        say("administration.field.email"),
        [_must("email"), _at_most(160), Tidy(email, "administration.form.email_wrong")],
        render_kw={"type": "email", "autocomplete": "off"},
    )
    title = LineText(say("administration.field.title"), [_must("title"), _at_most(80)])
    unit_id = SelectField(say("administration.field.unit_id"), coerce=int)
    chef = LineText(
        say("administration.field.chef"), [Optional(), _at_most(300)],
        description=say("administration.form.person_chef_hint"), render_kw=CHEFS,
    )  # fmt: skip
    licence_profile = SelectField(
        say("administration.field.licence_profile"),
        choices=[SelectChoice(key, say(f"administration.profile.{key}")) for key in LICENCE_PROFILES],
    )
