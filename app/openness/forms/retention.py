"""How long a class is kept, and why something is on hold."""

from __future__ import annotations

from wtforms import Form
from wtforms.validators import DataRequired, InputRequired, Length

from app.fields import LineText, WholeNumberField
from app.words import say


class TimeForm(Form):
    """How long, and under which decision."""

    tid = WholeNumberField(
        say("openness.rule.amount"), least=1, most=1200, validators=[InputRequired(say("openness.rule.amount_missing"))]
    )
    beslut = LineText(
        say("openness.rule.decision"),
        description=say("openness.rule.decision_hint"),
        validators=[DataRequired(say("openness.rule.decision_missing")), Length(max=160)],
    )


class HoldForm(Form):
    """Why something must not be cleared."""

    skal = LineText(
        say("openness.hold.reason"),
        description=say("openness.hold.reason_hint"),
        validators=[DataRequired(say("openness.hold.reason_missing")), Length(max=300)],
    )
