"""What a municipality says of a volume."""

from __future__ import annotations

from wtforms import Form, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.fields import LongText
from app.words import say

CLASSES = ("computer", "tablet", "phone", "access_point", "switch", "firewall")


class CommentForm(Form):
    """Which organisation and class, and what is said."""

    organisation = SelectField(say("registering.form.organisation"))
    klass = SelectField(
        say("forecast.form.class"), choices=[SelectChoice(key, say(f"devices.class.{key}")) for key in CLASSES]
    )
    text = LongText(say("forecast.form.text"), [InputRequired(say("forecast.missing.text")), Length(max=500)])
