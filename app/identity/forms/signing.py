"""The demo sign-in form."""

from __future__ import annotations

from wtforms import Form, StringField
from wtforms.validators import InputRequired, Length


class DemoSignInForm(Form):
    """Which demo person to be."""

    person = StringField(validators=[InputRequired(), Length(max=40)])
