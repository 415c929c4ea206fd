"""Naming a substitute."""

from __future__ import annotations

from wtforms import Form, SelectField
from wtforms.validators import InputRequired, Length

from app.fields import DayField, LineText
from app.words import say

MOST_NAME = 160


class SubstituteForm(Form):
    """Who, from when to when, and for what."""

    vem = LineText(
        say("substitutes.form.who"),
        description=say("substitutes.form.who_hint"),
        validators=[InputRequired(say("substitutes.form.who_needed")), Length(max=MOST_NAME)],
    )
    fran = DayField(say("substitutes.form.starts"), validators=[InputRequired(say("substitutes.form.starts_needed"))])
    till = DayField(say("substitutes.form.ends"), validators=[InputRequired(say("substitutes.form.ends_needed"))])
    galler = SelectField(say("substitutes.form.scope"), choices=[])
