"""What people fill in about thefts and losses."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Form, MultipleFileField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length

from app.fields import DayField, LineText, LongText
from app.uploads import Accepted, accept
from app.words import say
from catalogue.theft import Sort

MOST_TEXT = 2000


def _most(most: int) -> Length:
    return Length(max=most, message=say("fields.text_length.long", most=most))


class _WithFiles(Form):
    """A form that takes pictures and PDF."""

    filer = MultipleFileField(say("theft.form.files"))

    def accepted(self) -> list[Accepted]:
        """What was sent, judged; raises Refused in words."""
        sent = [file for file in self.filer.data or [] if getattr(file, "filename", "")]
        return [accept(file.read(), file.filename) for file in sent]


class ReportForm(_WithFiles):
    """What is gone, since when, how."""

    vad = RadioField(
        say("theft.form.sort"), [AnyOf(list(Sort), message=say("theft.form.sort_missing"))],
        choices=[SelectChoice(sort.value, say(f"theft.form.{sort}")) for sort in Sort], validate_choice=False,
    )  # fmt: skip
    nar = DayField(say("theft.form.on"))
    plats = LineText(say("theft.form.place"), [_most(200)], description=say("theft.form.place_hint"))
    beskrivning = LongText(say("theft.form.text"), [_most(MOST_TEXT)])
    telefon = LineText(say("theft.form.phone"), [_most(30)])

    def complete(self) -> bool:
        """Whether all that is needed was told; faults stand on the fields."""
        needed: tuple[Any, ...] = (self.nar, self.plats, self.beskrivning)
        for field in needed:
            if not field.data and not field.errors:
                field.errors = [say("theft.form.missing", label=field.label.text)]
        return not any(field.errors for field in self)


class EvidenceForm(Form):
    """The security chief's name, the number of the police report."""

    namn = LineText(say("theft.form.chief"), [_most(120)])
    nummer = LineText(say("theft.form.police"), [_most(40)])


class DecisionForm(Form):
    """What the dialogue ended in."""

    utfall = StringField()
    svar = LongText(say("theft.form.answer"), [_most(MOST_TEXT)])
    med = LineText(say("theft.form.with"), [_most(120)])


class MeasureForm(Form):
    """What was done, or why it could not be."""

    steg = StringField()
    skal = LineText(say("theft.form.reason"), [_most(500)])


class MessageForm(_WithFiles):
    """Words for the dialogue."""

    text = LongText(say("cases.form.text"), [_most(8000)])
    internt = BooleanField(say("cases.form.internal"))
