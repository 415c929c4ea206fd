"""What people fill in while they shop. Prices, payers and units are never read from a form."""

from __future__ import annotations

from wtforms import Form, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.fields import DayField, LineText, LongText, QuantityField, WholeNumberField
from app.words import say

MOST_NOTE = 500
MOST_BARRIER = 2000


def _needed(_form: object, field: WholeNumberField) -> None:
    """Nothing typed is no number."""
    if field.data is None and not field.process_errors:
        raise ValidationError(say("fields.number.digits", least=field.least, most=field.most))


class AddForm(Form):
    """A product and how many of it."""

    item = StringField(validators=[InputRequired(), Length(max=80)])
    antal = QuantityField(validators=[_needed])


class QuantityForm(Form):
    """How many of a line; 0 takes it out."""

    antal = QuantityField(least=0, validators=[_needed])


class NoteForm(Form):
    """A note on a line."""

    anteckning = LongText(validators=[Length(max=MOST_NOTE, message=say("fields.text_length.long", most=MOST_NOTE))])


class DetailsForm(Form):
    """What a licence's line tells besides: where it goes, who looks after the content, its last day."""

    plats = LineText(say("licences.detail.place"), [Length(max=160, message=say("fields.text_length.long", most=160))])
    redaktor = LineText(
        say("licences.detail.editors"), [Length(max=300, message=say("fields.text_length.long", most=300))]
    )
    till = DayField(say("licences.detail.until"))


class KitForm(Form):
    """A kit to put in the basket."""

    paket = StringField(validators=[InputRequired(), Length(max=80)])


class BarrierForm(Form):
    """Something in the shop that somebody cannot use."""

    hinder = LongText(
        say("shop.barrier.what"),
        description=say("shop.barrier.what_hint"),
        validators=[
            DataRequired(say("shop.barrier.missing")),
            Length(max=MOST_BARRIER, message=say("fields.text_length.long", most=MOST_BARRIER)),
        ],
    )
    svar = LineText(say("shop.barrier.reply"), description=say("shop.barrier.reply_hint"), validators=[Length(max=120)])
