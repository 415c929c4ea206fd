"""The demo sign-in form and the person's own settings."""

from __future__ import annotations

from wtforms import BooleanField, Form, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.identity.models import APPEARANCES
from app.words import say


class DemoSignInForm(Form):
    """Which demo person to be."""

    person = StringField(validators=[InputRequired(), Length(max=40)])


class SettingsForm(Form):
    """How the shop looks for me."""

    utseende = RadioField(
        say("identity.settings.appearance"),
        choices=[SelectChoice(word, say(f"identity.appearance.{word}")) for word in APPEARANCES],
        validators=[InputRequired(say("identity.settings.choose"))],
    )
    moms = BooleanField(say("identity.settings.vat"))
