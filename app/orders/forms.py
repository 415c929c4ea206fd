"""What people fill in at the checkout. Prices, payers, units and deciders are never read from a form."""

from __future__ import annotations

from wtforms import Form, RadioField, SelectField
from wtforms.validators import Length, Optional, ValidationError

from app.fields import DayField, LineText, LongText
from app.words import say

MOST_NAME = 120
MOST_NOTE = 500
ME, COLLEAGUE, NEW = "jag", "kollega", "ny"


def _at_most(most: int) -> Length:
    return Length(max=most, message=say("fields.text_length.long", most=most))


class RecipientForm(Form):
    """For whom: me, a colleague, or somebody who begins with us."""

    mottagare = RadioField(say("orders.form.recipient"), validate_choice=False)
    kollega = SelectField(say("orders.form.colleague"), coerce=int, validate_choice=False)
    namn = LineText(say("orders.form.name"), validators=[_at_most(MOST_NAME)])

    def validate_mottagare(self, field: RadioField) -> None:
        """One of the three ways; a new person needs a name."""
        if field.data not in (ME, COLLEAGUE, NEW):
            raise ValidationError(say("orders.form.choose_recipient"))

    def validate_namn(self, field: LineText) -> None:
        """A name when it is for somebody new."""
        if self.mottagare.data == NEW and not field.data:
            raise ValidationError(say("orders.form.name_needed"))

    def validate_kollega(self, field: SelectField) -> None:
        """A colleague when it is for one."""
        if self.mottagare.data == COLLEAGUE and not field.data:
            raise ValidationError(say("orders.form.choose_colleague"))


class DeliveryForm(Form):
    """Where to and when."""

    arbetsplats = SelectField(say("orders.form.workplace"), coerce=int, validate_choice=False)
    behovs = DayField(say("orders.form.needed_by"), validators=[Optional()])
    anteckning = LongText(say("orders.form.note"), validators=[_at_most(MOST_NOTE)])


class ReplyForm(Form):
    """The orderer's answer to the one who decides."""

    svar = LongText(say("orders.form.reply"), validators=[_at_most(MOST_NOTE)])


class AccountForm(Form):
    """On which cost centre."""

    kontering = SelectField(say("orders.form.account"), coerce=int, validate_choice=False)
