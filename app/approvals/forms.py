"""What a decision and an answer are made with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wtforms import Form, StringField
from wtforms.validators import AnyOf, InputRequired, Length, Regexp

from app.approvals.actions import WHOLE, Choice
from app.fields import LineText, LongText, whole_number
from app.orders.models import OrderLine
from app.words import say

MOST_REASON = 500
MOST_ANSWER = 1000
MOST_NAME = 160
APPROVE, DECLINE, ASK, BUDGET = "godkann", "avsla", "fraga", "budget"
NO = frozenset({"nej", DECLINE})


def _at_most(most: int) -> Length:
    return Length(max=most, message=say("fields.text_length.long", most=most))


class DecisionForm(Form):
    """Yes, no or a question, with words; the choice for each line is read by `choices`."""

    beslut = StringField(validators=[AnyOf((APPROVE, DECLINE, ASK, BUDGET), message=say("approvals.form.decision"))])
    meddelande = LongText(say("approvals.form.message"), validators=[_at_most(MOST_REASON)])
    kontroll = StringField(validators=[Length(max=64)])
    visat = StringField()


class ForwardForm(Form):
    """Who is to decide instead."""

    till = LineText(
        say("approvals.form.to"),
        validators=[InputRequired(say("approvals.form.to_needed")), _at_most(MOST_NAME)],
    )


class SuggestionForm(Form):
    """Which cheaper thing, and a word about it."""

    artikel = StringField(validators=[Regexp(r"^[0-9]{1,9}$", message=say("approvals.form.item"))])
    meddelande = LongText(say("approvals.form.message"), validators=[_at_most(MOST_REASON)])


class AnswerForm(Form):
    """IT's answer to a question."""

    svar = StringField(validators=[AnyOf((APPROVE, DECLINE, BUDGET, "svara"), message=say("approvals.form.decision"))])
    text = LongText(say("approvals.form.answer"), validators=[_at_most(MOST_ANSWER)])


def choices(form: Mapping[str, str], lines: Sequence[OrderLine]) -> tuple[dict[int, Choice], dict[int, str]]:
    """What was chosen for each line, and what is wrong with it in words; a line that is not named is approved whole.

    A matter without lines is answered as a whole.
    """
    all_refused = form.get("beslut") in (DECLINE, BUDGET)
    chosen, faults = {}, {}
    if not lines:
        chosen[WHOLE] = Choice(approved=not all_refused)
    for line in lines:
        if all_refused or form.get(f"rad-{line.id}") in NO:
            chosen[line.id] = Choice(approved=False)
            continue
        try:
            chosen[line.id] = Choice(approved=True, quantity=_quantity(form.get(f"antal-{line.id}"), line))
        except ValueError:
            faults[line.id] = say("approvals.refused.quantity", name=line.name, most=line.quantity)
    return chosen, faults


def _quantity(text: str | None, line: OrderLine) -> int | None:
    if text is None:
        return None
    number = whole_number(text)
    if not 1 <= number <= line.quantity:
        raise ValueError(text)
    return number
