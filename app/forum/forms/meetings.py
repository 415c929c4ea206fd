"""Planning a meeting, adding a point, taking a position, recording an outcome: the forms of a meeting."""

from __future__ import annotations

import re

from wtforms import Form, RadioField, SelectField
from wtforms.validators import ValidationError

from app.fields import DayField, LineText, LongText, WholeNumberField
from app.forum.forms.proposals import at_most, choices, needed
from app.forum.models import FORMS, OUTCOMES, STANCES
from app.words import say

CLOCK = re.compile(r"([01]?\d|2[0-3])(?:[.:]?([0-5]\d))?")


def clock_time(_form: Form, field: LineText) -> None:
    """Write a time of day as 09:00; 9, 0900 and 9.00 are understood too."""
    found = CLOCK.fullmatch(field.data or "")
    if not found:
        raise ValidationError(say("forum.form.clock"))
    field.data = f"{int(found[1]):02d}:{found[2] or '00'}"


class WhenForm(Form):
    """When, how and where."""

    day = DayField(say("forum.form.day"), validators=[needed("meeting_day_needed")])
    starts = LineText(say("forum.form.starts"), default="09:00", validators=[clock_time])
    ends = LineText(say("forum.form.ends"), default="11:00", validators=[clock_time])
    form = RadioField(
        say("forum.form.form"), default="both", choices=choices((key, say(f"forum.form_of.{key}")) for key in FORMS)
    )
    place = LineText(say("forum.form.place"), validators=[at_most(200)])
    link = LineText(say("forum.form.link"), validators=[at_most(300)])


class PlanForm(WhenForm):
    """The same, and which body."""

    body = SelectField(say("forum.form.body"), default="dialog_forum", validate_choice=False)


class PointForm(Form):
    """A point that somebody wants to talk about."""

    title = LineText(say("forum.form.point"), validators=[at_most(160)])
    text = LongText(say("forum.form.point_text"), validators=[at_most(2000)])


class NotesForm(Form):
    """What is written of a point while it is talked about."""

    version = WholeNumberField(validators=[needed("version")])
    text = LongText(say("forum.form.notes"), validators=[at_most(20_000)])


class StanceForm(Form):
    """Where a municipality stands."""

    stance = RadioField(
        say("forum.form.stance"), validators=[needed("stance_needed")],
        choices=choices((key, say(f"forum.stance.{key}")) for key in STANCES),
    )  # fmt: skip
    reason = LongText(say("forum.form.reason"), validators=[at_most(1000)])


class OutcomeForm(Form):
    """What became of a point."""

    outcome = RadioField(
        say("forum.form.outcome"), validators=[needed("outcome_needed")],
        choices=choices((key, say(f"forum.outcome.{key}")) for key in OUTCOMES),
    )  # fmt: skip
    text = LongText(say("forum.form.outcome_text"), validators=[at_most(4000)])
    effective_on = DayField(say("forum.form.effective_on"))


class CloseForm(Form):
    """Where the notes are kept."""

    notes_link = LineText(say("forum.form.notes_link"), validators=[at_most(300)])


class FeedbackForm(Form):
    """What somebody thinks."""

    item = SelectField(say("forum.form.item"), default="", validate_choice=False)
    text = LongText(say("forum.form.feedback"), validators=[needed("feedback_needed"), at_most(2000)])
