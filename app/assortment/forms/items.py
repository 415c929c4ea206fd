"""The facts and the price of an item, column by column."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from wtforms import BooleanField, Form, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError
from wtforms.widgets import HiddenInput

from app.assortment.models import PERIODS
from app.assortment.queries.editing import Choices
from app.fields import AmountField, DayField, LineText, LongText, WholeNumberField
from app.words import say
from catalogue.edition import Edition
from catalogue.terms import Segment

PLATFORMS = ("", "windows", "macos", "ios", "ipados", "android", "chromeos")
SHAPES = ("", "portable", "stationary")
VAT_RATES = (2500, 1200, 600, 0)
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_FACTS = 30


def label(name: str) -> str:
    """What a column is called."""
    return say(f"editing.column.{name}")


def _must(name: str) -> InputRequired:
    return InputRequired(say("editing.form.must", what=label(name)))


def _most(count: int) -> Length:
    return Length(max=count, message=say("editing.form.long", count=count))


def _text(name: str, count: int, *, must: bool = False) -> Any:
    return LineText(label(name), [_must(name) if must else Optional(), _most(count)])


def _chosen(name: str, values: tuple[Any, ...], **options: Any) -> Any:
    choices = [SelectChoice(str(value), say(f"editing.{name}.{value or 'none'}")) for value in values]
    return SelectField(label(name), choices=choices, **options)


def _number(name: str, most: int) -> Any:
    return WholeNumberField(label(name), validators=[_must(name)], most=most)


class ItemForm(Form):
    """What IT corrects without a decision; `seen` is the item's last change when the form was opened."""

    seen = WholeNumberField(widget=HiddenInput(), default=0)
    name = _text("name", 120, must=True)
    model = _text("model", 120)
    category_key = SelectField(label("category_key"))
    summary = _text("summary", 160, must=True)
    description = LongText(label("description"), [_must("description"), _most(4000)])
    facts = LongText(label("facts"), [Optional(), _most(4000)], description=say("editing.hint.facts"))
    platform = _chosen("platform", PLATFORMS)
    form_factor = _chosen("form_factor", SHAPES)
    environment = _text("environment", 160)
    technical_lifetime_months = WholeNumberField(
        label("technical_lifetime_months"), most=240, description=say("editing.hint.lifetime")
    )
    warranty_months = WholeNumberField(label("warranty_months"), most=240)
    supported_until = DayField(label("supported_until"), [Optional()], description=say("editing.hint.supported_until"))
    price = AmountField(label("price"), validators=[_must("price")], description=say("editing.hint.price"))
    price_period = _chosen("price_period", PERIODS)
    vat_rate = _chosen("vat_rate", VAT_RATES)
    price_sample = BooleanField(label("price_sample"))
    supplier_id = SelectField(label("supplier_id"), coerce=int)
    contract_id = SelectField(label("contract_id"), coerce=int)
    lead_days_min = _number("lead_days_min", 250)
    lead_days_max = _number("lead_days_max", 250)
    unit_code = LineText(
        label("unit_code"), [_must("unit_code"), Regexp(r"[A-Z0-9]{2,3}\Z", message=say("editing.form.unit"))]
    )
    unspsc = LineText(label("unspsc"), [_must("unspsc"), Regexp(r"[0-9]{8}\Z", message=say("editing.form.unspsc"))])
    illustration = SelectField(label("illustration"))
    keywords = LineText(label("keywords"), [Optional(), _most(500)], description=say("editing.hint.keywords"))
    related = LineText(label("related"), [Optional(), _most(500)], description=say("editing.hint.related"))
    orderable = BooleanField(label("orderable"))
    in_stock = BooleanField(label("in_stock"))
    reason = LineText(label("reason"), [Optional(), _most(500)], description=say("editing.hint.reason"))

    def choose(self, found: Choices) -> None:
        """Fill in what may be chosen."""
        none = say("editing.form.none")
        self.category_key.choices = [SelectChoice(*each) for each in found.categories]
        self.supplier_id.choices = [SelectChoice(0, none), *(SelectChoice(*each) for each in found.suppliers)]
        self.contract_id.choices = [SelectChoice(0, none), *(SelectChoice(*each) for each in found.contracts)]
        self.illustration.choices = [SelectChoice(*each) for each in found.illustrations]

    def validate_lead_days_max(self, field: Any) -> None:
        """The longest time is no shorter than the shortest."""
        if field.data is not None and self.lead_days_min.data is not None and field.data < self.lead_days_min.data:
            raise ValidationError(say("editing.form.lead"))

    def validate_facts(self, field: Any) -> None:
        """Each line is a label and a value."""
        lines = [line for line in (field.data or "").splitlines() if line.strip()]
        if len(lines) > MOST_FACTS:
            raise ValidationError(say("editing.form.facts_many", most=MOST_FACTS))
        for number, line in enumerate(lines, 1):
            head, _, tail = line.partition(":")
            if not head.strip() or not tail.strip():
                raise ValidationError(say("editing.form.facts", line=number))


class DraftForm(ItemForm):
    """A draft: also what it is, and where it is found."""

    kind = SelectField(label("kind"), description=say("editing.hint.kind"))
    segment = SelectField(
        label("segment"), choices=[SelectChoice(each.value, say(f"editing.segment.{each.value}")) for each in Segment]
    )
    slug = LineText(
        label("slug"), [_must("slug"), _most(80), Regexp(rf"{SLUG.pattern}\Z", message=say("editing.form.slug"))],
        description=say("editing.hint.slug"),
    )  # fmt: skip
    article = _text("article", 40, must=True)

    def choose_kind(self, ruled: Edition) -> None:
        """Offer the kinds of the agreement, by group."""
        kinds = sorted(ruled.kinds.values(), key=lambda kind: (list(ruled.groups).index(kind.group), kind.name))
        self.kind.choices = [SelectChoice(kind.key, f"{ruled.groups[kind.group]}: {kind.name}") for kind in kinds]


LISTS = ("keywords", "related")
NUMBERS = ("supplier_id", "contract_id")
APART = frozenset({"seen", "reason"})


def typed(form: ItemForm) -> dict[str, Any]:
    """The columns that a valid form gives an item."""
    values = {field.name: field.data for field in form if field.name not in APART}
    facts = [line.partition(":") for line in values["facts"].splitlines() if line.strip()]
    values["facts"] = [[head.strip(), tail.strip()] for head, _, tail in facts]
    for name in LISTS:
        values[name] = [word for part in values[name].split(",") if (word := " ".join(part.split()))]
    for name in NUMBERS:
        values[name] = values[name] or None
    for name in ("technical_lifetime_months", "warranty_months"):
        values[name] = values[name] or None
    values["vat_rate"] = int(values["vat_rate"])
    values["supported_until"] = values["supported_until"].isoformat() if values["supported_until"] else ""
    return values


def filled(values: dict[str, Any]) -> dict[str, Any]:
    """Columns as the form shows them."""
    data = dict(values)
    data["facts"] = "\n".join(f"{head}: {tail}" for head, tail in values["facts"])
    for name in LISTS:
        data[name] = ", ".join(values[name])
    for name in NUMBERS:
        data[name] = values[name] or 0
    data["vat_rate"] = str(values["vat_rate"])
    until = values.get("supported_until")
    data["supported_until"] = dt.date.fromisoformat(until) if until else None
    return data
