"""What of the log an auditor asks for."""

from __future__ import annotations

from wtforms import Form, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, ValidationError

from app.fields import DayField, LineText
from app.openness.queries import areas
from app.words import say


class LogForm(Form):
    """Period, person, kind and thing; all of them may be empty."""

    fran = DayField(say("openness.log.first"))
    till = DayField(say("openness.log.last"))
    vem = LineText(say("openness.log.who"), validators=[Length(max=80)])
    handelse = SelectField(say("openness.log.area"), default="", validate_choice=True)
    galler = LineText(say("openness.log.about"), validators=[Length(max=80)])

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        kinds = [SelectChoice("", say("openness.log.every")), *(SelectChoice(key, text) for key, text in areas())]
        self.handelse.choices = kinds
        self.handelse.data = self.handelse.data or ""

    def validate_till(self, field: DayField) -> None:
        """A period ends when it begins, or later."""
        if self.fran.data and field.data and field.data < self.fran.data:
            raise ValidationError(say("openness.log.order"))
