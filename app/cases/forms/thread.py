"""Messages with files, and the survey."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Form, MultipleFileField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length

from app.fields import LongText
from app.uploads import Accepted, accept
from app.words import say

MOST_TEXT = 8000


def _at_most(most: int) -> Length:
    return Length(max=most, message=say("cases.form.long", most=most))


class TextForm(Form):
    """Words alone."""

    text = LongText(say("cases.form.text"), validators=[_at_most(MOST_TEXT)])


class MessageForm(TextForm):
    """A message with files; `internt` keeps it among those who work with the case."""

    filer = MultipleFileField(say("cases.form.files"), description=say("cases.form.files_hint"))
    internt = BooleanField(say("cases.form.internal"))

    def accepted(self) -> list[Accepted]:
        """The files that were sent, judged; raises Refused in words for one that cannot be kept."""
        return accepted(self.filer.data or [])


def accepted(sent: list[Any]) -> list[Accepted]:
    """Sent files, judged; a form without a chosen file sends an empty one, which is none."""
    return [accept(file.read(), file.filename) for file in sent if getattr(file, "filename", "")]


class SurveyForm(Form):
    """How it went."""

    betyg = RadioField(
        say("cases.form.grade"),
        choices=[SelectChoice(str(grade), say(f"cases.grade.{grade}")) for grade in (5, 4, 3, 2, 1)],
        validators=[AnyOf([str(grade) for grade in range(1, 6)], message=say("cases.form.grade_missing"))],
        validate_choice=False,
    )
    kommentar = LongText(say("cases.form.comment"), validators=[_at_most(1000)])
