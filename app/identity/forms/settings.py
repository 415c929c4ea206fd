"""The person's own settings."""

from __future__ import annotations

from wtforms import BooleanField, Form, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.identity.models import APPEARANCES
from app.words import say


class SettingsForm(Form):
    """How the shop looks for me."""

    utseende = RadioField(
        say("identity.settings.appearance"),
        choices=[SelectChoice(word, say(f"identity.appearance.{word}")) for word in APPEARANCES],
        validators=[InputRequired(say("identity.settings.choose"))],
    )
    moms = BooleanField(say("identity.settings.vat"))
