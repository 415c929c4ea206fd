"""An emergency swap at end of sale."""

from __future__ import annotations

from wtforms import Form, SelectField
from wtforms.validators import InputRequired, Length

from app.fields import LongText
from app.words import say


class SwapForm(Form):
    """What goes, what comes instead, and why."""

    old = SelectField(say("editing.swap.old"), [InputRequired(say("editing.swap.which_old"))], default="")
    new = SelectField(
        say("editing.swap.new"), [InputRequired(say("editing.swap.which_new"))], default="",
        description=say("editing.hint.swap_new"),
    )  # fmt: skip
    reason = LongText(
        say("editing.swap.reason"), [InputRequired(say("editing.form.swap_reason")), Length(max=500)],
        description=say("editing.hint.swap_reason"),
    )  # fmt: skip
