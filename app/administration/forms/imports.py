"""Sending in a file, and going on with what it showed."""

from __future__ import annotations

from wtforms import BooleanField, FileField, Form, StringField
from wtforms.validators import InputRequired, Length

from app.fields import WholeNumberField
from app.words import say


class ImportForm(Form):
    """A file, and how it is to be taken."""

    fil = FileField(say("importing.form.file"))
    stang = BooleanField(say("importing.form.close"))
    andel = WholeNumberField(say("importing.form.share"), least=0, most=100, default=10)


class GoAheadForm(Form):
    """What was shown."""

    digest = StringField(validators=[InputRequired(), Length(min=64, max=64)])
