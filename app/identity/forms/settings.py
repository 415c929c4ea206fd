"""The person's own settings."""

from __future__ import annotations

from wtforms import BooleanField, Form, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.identity.models import APPEARANCES, PACES
from app.identity.queries.habits import KINDS
from app.words import say


class SettingsForm(Form):
    """How the shop looks for me, answers to keys, and writes to me."""

    utseende = RadioField(
        say("identity.settings.appearance"),
        choices=[SelectChoice(word, say(f"identity.appearance.{word}")) for word in APPEARANCES],
        validators=[InputRequired(say("identity.settings.choose"))],
    )
    moms = BooleanField(say("identity.settings.vat"))
    kortkommandon = BooleanField(
        say("substitutes.habit.shortcuts"), description=say("substitutes.habit.shortcuts_hint")
    )
    takt = RadioField(
        say("substitutes.habit.pace"),
        choices=[SelectChoice(word, say(f"substitutes.pace.{word}")) for word in PACES],
        validators=[InputRequired(say("substitutes.habit.choose"))],
    )
    mejl = SelectMultipleField(
        say("substitutes.habit.unwanted"),
        description=say("substitutes.habit.unwanted_hint"),
        choices=[SelectChoice(word, say(f"substitutes.kind.{word}")) for word in KINDS],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
