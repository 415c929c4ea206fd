"""Sending in a file of devices, and going on with what it showed."""

from __future__ import annotations

from wtforms import FileField, Form, StringField
from wtforms.validators import InputRequired, Length

from app.words import say


class ImportForm(Form):
    """The file."""

    fil = FileField(say("importing.form.file"))


class GoAheadForm(Form):
    """What was shown."""

    digest = StringField(validators=[InputRequired(), Length(min=64, max=64)])
