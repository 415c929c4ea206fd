"""What people fill in about frames, shared investments and needs for coming budgets."""

from __future__ import annotations

from wtforms import Form, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.fields import AmountField, DayField, LineText, LongText, WholeNumberField
from app.words import say
from catalogue.budgets import Category, Stop

# 10 000 000 kr is one large server room: a frame holds many of them.
MOST = 100_000_000_000
YES, NO = "ja", "nej"


def _needed(key: str) -> InputRequired:
    return InputRequired(say(f"budgets.form.{key}_needed"))


def _stops() -> RadioField:
    choices = [SelectChoice(stop.value, say(f"budgets.stop.{stop}")) for stop in Stop]
    return RadioField(say("budgets.form.stop"), choices=choices, default=Stop.SOFT.value, name="stopp")


class FrameForm(Form):
    """A new frame."""

    whose = SelectField(say("budgets.form.whose"), [_needed("whose")], name="galler")
    year = WholeNumberField(say("budgets.form.year"), validators=[_needed("year")], least=2020, most=2100, name="ar")
    amount = AmountField(say("budgets.form.amount"), validators=[_needed("amount")], most=MOST, name="belopp")
    stop = _stops()
    reason = LineText(say("budgets.form.reason"), [_needed("reason"), Length(max=500)], name="skal")


class ImportForm(Form):
    """Frames from a file."""

    year = WholeNumberField(say("budgets.form.year"), validators=[_needed("year")], least=2020, most=2100, name="ar")
    reason = LineText(say("budgets.form.reason"), [_needed("reason"), Length(max=500)], name="skal")


class ChangeForm(Form):
    """A frame as it is to be."""

    amount = AmountField(say("budgets.form.amount"), validators=[_needed("amount")], most=MOST, name="belopp")
    stop = _stops()
    reason = LineText(say("budgets.form.reason"), [_needed("reason"), Length(max=500)], name="skal")
    version = HiddenField(name="version")


class InvestmentForm(Form):
    """A shared investment."""

    year = WholeNumberField(say("budgets.form.year"), validators=[_needed("year")], least=2020, most=2100, name="ar")
    name = LineText(say("budgets.form.name"), [_needed("name"), Length(max=120)], name="namn")
    category = SelectField(
        say("budgets.form.category"),
        [_needed("category")],
        choices=[SelectChoice(each.value, say(f"budgets.category.{each}")) for each in Category],
        name="slag",
    )
    amount = AmountField(say("budgets.form.amount"), validators=[_needed("amount")], most=MOST, name="belopp")
    description = LongText(say("budgets.form.description"), [Optional(), Length(max=2000)], name="beskrivning")


class SaidForm(Form):
    """What a member or the committee has decided."""

    organisation = SelectField(say("budgets.form.member"), name="medlem")
    answer = RadioField(
        say("budgets.form.answer"),
        [_needed("answer")],
        choices=[SelectChoice(YES, say("budgets.form.yes")), SelectChoice(NO, say("budgets.form.no"))],
        name="svar",
    )
    on = DayField(say("budgets.form.on"), [_needed("on")], name="dag")
    reference = LineText(say("budgets.form.reference"), [_needed("reference"), Length(max=120)], name="handling")
    reason = LineText(say("budgets.form.why"), [Optional(), Length(max=500)], name="skal")


class SpentForm(Form):
    """What an investment came to."""

    amount = AmountField(say("budgets.form.spent"), validators=[_needed("amount")], most=MOST, name="belopp")


class WithdrawForm(Form):
    """Why an investment is taken back."""

    reason = LineText(say("budgets.form.why"), [_needed("reason"), Length(max=500)], name="orsak")


class NeedForm(Form):
    """The economist's answer to a need."""

    answer = RadioField(
        say("budgets.form.need_answer"),
        [_needed("answer")],
        choices=[SelectChoice(YES, say("budgets.form.need_yes")), SelectChoice(NO, say("budgets.form.need_no"))],
        name="svar",
    )
    text = LongText(say("budgets.form.need_text"), [Optional(), Length(max=1000)], name="text")
