"""An emergency swap at end of sale."""

from __future__ import annotations

import datetime as dt
from typing import Any

from wtforms import Form, SelectField
from wtforms.validators import InputRequired, Length, ValidationError

from app.fields import DayField, LongText
from app.words import say
from catalogue.lifetimes import add_months

LONGEST_MONTHS = 6


class SwapForm(Form):
    """What goes, what comes instead, why, and until when it holds without the forum's yes."""

    old = SelectField(say("editing.swap.old"))
    new = SelectField(say("editing.swap.new"), description=say("editing.hint.swap_new"))
    reason = LongText(
        say("editing.swap.reason"), [InputRequired(say("editing.form.swap_reason")), Length(max=500)],
        description=say("editing.hint.swap_reason"),
    )  # fmt: skip
    ratify_by = DayField(
        say("editing.swap.ratify_by"), validators=[InputRequired(say("editing.form.swap_day"))],
        description=say("editing.hint.swap_day"),
    )  # fmt: skip

    def __init__(self, *given: Any, today: dt.date, **more: Any) -> None:
        super().__init__(*given, **more)
        self.today = today

    def validate_ratify_by(self, field: Any) -> None:
        """The day is to come, and within half a year."""
        if field.data and not self.today < field.data <= add_months(self.today, LONGEST_MONTHS):
            raise ValidationError(say("editing.form.swap_far"))
