"""Suggesting, recommending, answering and deciding: the forms of a proposal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import BooleanField, Form, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.fields import DayField, LineText, LongText, WholeNumberField, whole_number
from app.forum.models import PROPOSAL_KINDS, Alternative
from app.words import say

MOST_ALTERNATIVES = 5
ORE = 100
TYPED = ("name", "price", "lifetime", "warranty", "environment")


def needed(key: str) -> InputRequired:
    """A field that must be filled in, with its sentence."""
    return InputRequired(say(f"forum.form.{key}"))


def at_most(most: int) -> Length:
    """No longer than this, in words."""
    return Length(max=most, message=say("fields.text_length.long", most=most))


def choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Values with their words, as a field takes them."""
    return [SelectChoice(value=value, label=text) for value, text in pairs]


class SuggestionForm(Form):
    """What anybody would have changed, and why."""

    kind = RadioField(
        say("forum.form.kind"), default="add",
        choices=choices((key, say(f"forum.kind_long.{key}")) for key in PROPOSAL_KINDS),
    )  # fmt: skip
    item = SelectField(say("forum.form.item"), default="", validate_choice=False)
    title = LineText(say("forum.form.title"), validators=[needed("title_needed"), at_most(160)])
    need = LongText(say("forum.form.need"), validators=[needed("need_needed"), at_most(4000)])
    school = BooleanField(say("forum.form.school"))
    pilot = BooleanField(say("forum.form.pilot"))


class RecommendForm(Form):
    """IT's background and recommendation; the alternatives are read by `alternatives`."""

    version = WholeNumberField()
    background = LongText(say("forum.form.background"), validators=[at_most(8000)])
    recommendation = LongText(say("forum.form.recommendation"), validators=[at_most(4000)])
    motivation = LongText(say("forum.form.motivation"), validators=[at_most(2000)])
    new_item = SelectField(say("forum.form.new_item"), default="", validate_choice=False)
    effective_on = DayField(say("forum.form.effective_on"))
    information_security = BooleanField(say("forum.form.information_security"))


class TextForm(Form):
    """A text and nothing else: a comment, an answer, a sign-off."""

    text = LongText(say("forum.form.text"), validators=[at_most(4000)])


class ConsentForm(Form):
    """That the chief executives let a pilot pass."""

    decided_on = DayField(say("forum.form.decided_on"), validators=[needed("day_needed")])
    reference = LineText(say("forum.form.reference"), validators=[at_most(120)])


class AnswerForm(ConsentForm):
    """What the steering group or the committee answered."""

    accepted = RadioField(
        say("forum.form.accepted"), choices=choices((key, say(f"forum.above.{key}")) for key in ("ja", "nej")),
        validators=[needed("accepted_needed")],
    )  # fmt: skip
    effective_on = DayField(say("forum.form.effective_on"))


@dataclass(frozen=True, slots=True)
class Typed:
    """One row of the comparison as it was typed."""

    name: str = ""
    price: str = ""
    lifetime: str = ""
    warranty: str = ""
    environment: str = ""
    chosen: bool = False


def typed_rows(form: Mapping[str, str]) -> list[Typed]:
    """The rows of the comparison as they were typed."""
    picked = form.get("chosen", "")

    def row(number: int) -> Typed:
        name, price, lifetime, warranty, environment = (form.get(f"{field}-{number}", "").strip() for field in TYPED)
        return Typed(name, price, lifetime, warranty, environment, picked == str(number))

    return [row(number) for number in range(MOST_ALTERNATIVES)]


def rows_of(alternatives: Sequence[Alternative]) -> list[Typed]:
    """The rows of the comparison as they stand, and empty ones up to the most."""
    rows = [
        Typed(
            row.name, f"{row.price // ORE}", _text(row.technical_lifetime_months), _text(row.warranty_months),
            row.environment, row.chosen,
        )
        for row in alternatives
    ]  # fmt: skip
    return [*rows, *(Typed() for _ in range(MOST_ALTERNATIVES - len(rows)))]


def alternatives(rows: Sequence[Typed]) -> tuple[list[Alternative], list[tuple[str, str]]]:
    """The named rows as alternatives, and what is wrong with them as (field id, sentence)."""
    made, faults = [], []
    for number, row in enumerate(rows):
        if not row.name:
            continue
        numbers: dict[str, Any] = {}
        for field in ("price", "lifetime", "warranty"):
            try:
                text = getattr(row, field).replace("\u00a0", "").replace(" ", "")
                numbers[field] = whole_number(text) if text or field == "price" else None
            except ValueError:
                faults.append((f"{field}-{number}", say(f"forum.form.{field}_digits", name=row.name)))
        if not faults:
            made.append(_alternative(row, numbers))
    return made, faults


def _alternative(row: Typed, numbers: Mapping[str, Any]) -> Alternative:
    return Alternative(
        name=row.name[:120], price=numbers["price"] * ORE, technical_lifetime_months=numbers["lifetime"],
        warranty_months=numbers["warranty"], environment=row.environment[:160], chosen=row.chosen,
    )  # fmt: skip


def _text(months: int | None) -> str:
    return "" if months is None else str(months)
