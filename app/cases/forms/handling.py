"""What a handler does: with one case, with many, with its steps, and what is written down of incidents and changes."""

from __future__ import annotations

import contextlib

from wtforms import BooleanField, Form, SelectMultipleField, StringField
from wtforms.validators import Length

from app.cases.actions import Answer
from app.fields import DayField, LineText, LongText, MomentField, whole_number
from app.words import say

MOST_MARKED = 100


def number_of(text: str | None) -> int:
    """A whole number; 0 for anything else."""
    with contextlib.suppress(ValueError):
        return whole_number(text or "")
    return 0


class _Versioned(Form):
    version = StringField()

    @property
    def shown(self) -> int:
        """The version that was shown; 0 for none."""
        return number_of(self.version.data)


class HandlingForm(_Versioned):
    """A verb for one case, and what it needs."""

    atgard = StringField()
    person = StringField()
    linje = StringField()
    ko = StringField()
    text = LongText(validators=[Length(max=8000, message=say("cases.form.long", most=8000))])


class TaskForm(_Versioned):
    """A task that is done, with a tool where it has some, or waived with a reason."""

    steg = StringField()
    verktyg = StringField()
    skal = LineText(validators=[Length(max=500, message=say("cases.form.long", most=500))])


class DecisionForm(_Versioned):
    """Yes, no or on to the budget."""

    beslut = StringField()
    skal = LongText(validators=[Length(max=1000, message=say("cases.form.long", most=1000))])
    orsak = StringField()
    forslag = StringField()
    referens = LineText(validators=[Length(max=80, message=say("cases.form.long", most=80))])
    budgetar = StringField()

    def answer(self) -> Answer:
        """What was answered."""
        outcome = {"ja": "approved", "nej": "declined", "budget": "referred"}.get(self.beslut.data or "", "")
        year = number_of(self.budgetar.data)
        return Answer(
            outcome=outcome, reason=self.skal.data or "", cause=(self.orsak.data or "")[:20],
            suggestion=(self.forslag.data or "")[:20], reference=self.referens.data or "",
            budget_year=year if 2020 <= year <= 2100 else None,  # years that a budget can have
        )  # fmt: skip


class IncidentForm(_Versioned):
    """What is written down of an incident."""

    started_at = MomentField(name="borjade")
    restored_at = MomentField(name="atgardat")
    effect = LongText(name="paverkan", validators=[Length(max=4000, message=say("cases.form.long", most=4000))])
    components = LineText(name="komponenter", validators=[Length(max=300, message=say("cases.form.long", most=300))])
    cause = LongText(name="orsak", validators=[Length(max=4000, message=say("cases.form.long", most=4000))])
    serious = BooleanField(name="allvarlig")
    recurring = BooleanField(name="aterkommande")
    root_cause = LongText(name="rca", validators=[Length(max=8000, message=say("cases.form.long", most=8000))])

    def facts(self) -> dict[str, object]:
        """The facts by name."""
        return {name: value for name, value in self.data.items() if name != "version"}


class ChangeForm(_Versioned):
    """The number of the RFC and the day of the CAB."""

    rfc = LineText(validators=[Length(max=40, message=say("cases.form.long", most=40))])
    cab = DayField()


class BulkForm(Form):
    """A verb for the marked cases; a row sends its id and the version that was shown."""

    atgard = StringField()
    person = StringField()
    ko = StringField()
    rows = SelectMultipleField(name="rad", validate_choice=False)

    def marked(self) -> list[tuple[int, int]]:
        """Ids with their versions."""
        pairs = [row.partition(":") for row in (self.rows.data or [])[:MOST_MARKED]]
        found = [(number_of(case_id), number_of(version)) for case_id, _, version in pairs]
        return [(case_id, version) for case_id, version in found if case_id and version]
