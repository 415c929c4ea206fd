"""Sending in a partner's price list, and going on with what it showed."""

from __future__ import annotations

from wtforms import FileField, Form, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.fields import LineText
from app.words import say


class PriceListForm(Form):
    """Whose list it is, the file, and what its columns are called where that cannot be guessed."""

    leverantor = SelectField(say("pricing.form.supplier"), coerce=int)
    fil = FileField(say("pricing.form.file"))
    artikel = LineText(
        say("pricing.form.article"), [Optional(), Length(max=100)], description=say("pricing.form.column_hint")
    )
    pris = LineText(
        say("pricing.form.price"), [Optional(), Length(max=100)], description=say("pricing.form.column_hint")
    )


class ApplyForm(Form):
    """What was shown."""

    digest = StringField(validators=[InputRequired(), Length(min=64, max=64)])
