"""The name of a filter."""

from __future__ import annotations

from wtforms import Form, HiddenField
from wtforms.validators import DataRequired, Length

from app.fields import LineText
from app.filters.models import LONGEST_NAME
from app.words import say


class SaveForm(Form):
    """Which list, what it is asked for, and what that is to be called."""

    sida = HiddenField()
    fraga = HiddenField()
    namn = LineText(
        say("filters.name"),
        [
            DataRequired(say("filters.refused.name")),
            Length(max=LONGEST_NAME, message=say("fields.text_length.long", most=LONGEST_NAME)),
        ],
    )
