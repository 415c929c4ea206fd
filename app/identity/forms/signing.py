"""The forms of signing in."""

from __future__ import annotations

from wtforms import Form, StringField
from wtforms.validators import InputRequired, Length, Regexp

from app.fields import LineText
from app.words import say


class DemoSignInForm(Form):
    """Which demo person to be."""

    person = StringField(validators=[InputRequired(), Length(max=40)])


class WayForm(Form):
    """By which way to sign in: one of the list, or the one that belongs to an e-mail address."""

    epost = LineText(
        say("signing.email"),
        description=say("signing.email_hint"),
        validators=[
            InputRequired(say("signing.email_missing")),
            Length(max=160, message=say("signing.email_wrong")),
            Regexp(r"[^@\s]+@[^@\s]+", message=say("signing.email_wrong")),
        ],
    )
