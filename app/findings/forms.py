"""What IT fills in about exceptions."""

from __future__ import annotations

from wtforms import Form, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length

from app.devices.actions import Numbers, imei_number, serial_number
from app.fields import DayField, LineText, LongText, WholeNumberField
from app.findings.actions import Said
from app.refusal import Refused
from app.words import say

OUTCOMES = ("ja", "nej", "budget")
MOST_TEXT = 1000


def at_most(most: int) -> Length:
    """No longer than this, in words."""
    return Length(max=most, message=say("fields.text_length.long", most=most))


class AnswerForm(Form):
    """IT's answer to a request, with its terms."""

    beslut = RadioField(
        say("findings.form.outcome"), [AnyOf(OUTCOMES, message=say("findings.form.outcome_needed"))],
        choices=[SelectChoice(word, say(f"findings.outcome.{word}")) for word in OUTCOMES], validate_choice=False,
    )  # fmt: skip
    villkor = LongText(say("findings.form.conditions"), [at_most(MOST_TEXT)])
    galler = DayField(say("findings.form.expires_on"))
    oversyn = DayField(say("findings.form.review_on"))
    alternativ = SelectField(say("findings.form.alternative"), validate_choice=False)
    budgetar = WholeNumberField(say("findings.form.budget_year"), least=2026, most=2100)
    motivering = LongText(say("findings.form.reason"), [at_most(500)])

    def said(self) -> Said:
        """The answer as it was filled in."""
        chosen = self.alternativ.data or ""
        return Said(
            outcome=self.beslut.data or "", reason=self.motivering.data or "", conditions=self.villkor.data or "",
            expires_on=self.galler.data, review_on=self.oversyn.data, alternative=chosen[:10],
            budget_year=self.budgetar.data,
        )  # fmt: skip


class QuestionForm(Form):
    """An answer to one question to IT."""

    fraga = WholeNumberField()
    utfall = StringField()
    svar = LongText(say("findings.form.answer"), [at_most(MOST_TEXT)])


class NumbersForm(Form):
    """Serial numbers, one on each line, each with an IMEI after it where it has one."""

    nummer = LongText(say("findings.form.numbers"), [at_most(4000)], description=say("findings.form.numbers_hint"))

    def numbers(self) -> list[Numbers]:
        """The numbers as they are kept; raises Refused in words for the first that cannot be."""
        rows = [line.split() for line in (self.nummer.data or "").splitlines() if line.strip()]
        if not rows:
            raise Refused("devices.serial.missing")
        return [Numbers(serial_number(row[0]), imei_number("".join(row[1:]))) for row in rows]


class ReviewForm(Form):
    """What IT saw when it looked again, and when next."""

    anteckning = LongText(say("findings.form.note"), [at_most(MOST_TEXT)])
    nasta = DayField(say("findings.form.again_on"))


class TextForm(Form):
    """A text and nothing else."""

    text = LineText(say("findings.form.text"), [at_most(MOST_TEXT)])
