"""What is filled in of the plan for programs and systems."""

from __future__ import annotations

from wtforms import Form
from wtforms.validators import InputRequired, Length

from app.fields import DayField, LineText
from app.guides.models import RoadmapItem
from app.words import say


def needed(key: str) -> InputRequired:
    """It must be filled in, and this is what is said when it is not."""
    return InputRequired(say(f"guides.form.{key}"))


def at_most(most: int) -> Length:
    """How long it may be."""
    return Length(max=most, message=say("guides.form.long", most=most))


class RoadmapForm(Form):
    """Something that is planned."""

    program = LineText(say("guides.form.program"), name="program", validators=[needed("program_needed"), at_most(120)])
    text = LineText(say("guides.form.text"), name="vad", validators=[needed("text_needed"), at_most(500)])
    due_on = DayField(say("guides.form.due"), name="nar", validators=[needed("due_needed")])
    agreed_with = LineText(say("guides.form.agreed"), name="med", validators=[needed("agreed_needed"), at_most(200)])

    def item(self) -> RoadmapItem:
        """What was filled in."""
        return RoadmapItem(
            program=self.program.data or "", text=self.text.data or "", due_on=self.due_on.data,
            agreed_with=self.agreed_with.data or "",
        )  # fmt: skip
