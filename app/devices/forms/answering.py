"""Have you got it, and what IT found out after a no."""

from __future__ import annotations

from wtforms import Form, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length

from app.devices.models import OUTCOMES
from app.fields import LineText
from app.words import say

YES, NO = "ja", "nej"
# A new holder is handed the device, which settles the no by itself.
BY_HAND = tuple(key for key in OUTCOMES if key != "new_holder")


class AnswerForm(Form):
    """One tap, and a word about where it may be."""

    answer = StringField(name="svar", validators=[AnyOf((YES, NO))])
    note = LineText(name="anteckning", validators=[Length(max=500)])


class SettleForm(Form):
    """What became of a device that its holder does not have."""

    utfall = RadioField(
        say("registering.form.outcome"),
        choices=[SelectChoice(key, say(f"registering.outcome.{key}")) for key in BY_HAND],
        validators=[InputRequired(say("registering.missing.outcome"))],
    )
