"""Which columns of an item a proposal would change: what is left empty stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import Form, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from app.fields import AmountField, LineText, LongText, WholeNumberField
from app.words import say
from catalogue.edition import Edition
from catalogue.terms import Segment

MOST_MONTHS = 240
PLATFORMS = ("windows", "macos", "ios", "ipados", "android", "chromeos")
SHAPES = ("portable", "stationary")


def label(name: str) -> str:
    """What a column is called."""
    return say(f"editing.column.{name}")


def _text(name: str, most: int, field: Any = LineText) -> Any:
    return field(label(name), [Optional(), Length(max=most, message=say("fields.text_length.long", most=most))])


def _months(name: str) -> Any:
    return WholeNumberField(label(name), most=MOST_MONTHS)


def _chosen(name: str, values: Iterable[str]) -> Any:
    words = [(value, say(f"editing.{name}.{value}")) for value in values]
    return SelectField(label(name), choices=_stays(words), default="")


def _stays(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice("", say("forum.columns.stays")), *(SelectChoice(*pair) for pair in pairs)]


class ColumnsForm(Form):
    """New values of the columns that a proposal would change."""

    version = WholeNumberField()
    name = _text("name", 120)
    model = _text("model", 120)
    summary = _text("summary", 160)
    description = _text("description", 4000, LongText)
    price = AmountField(label("price"))
    technical_lifetime_months = _months("technical_lifetime_months")
    warranty_months = _months("warranty_months")
    environment = _text("environment", 160)
    kind = SelectField(label("kind"), default="")
    segment = _chosen("segment", (each.value for each in Segment))
    platform = _chosen("platform", PLATFORMS)
    form_factor = _chosen("form_factor", SHAPES)

    def choose_kind(self, ruled: Edition) -> None:
        """Offer the kinds that the forum decides about."""
        governed = [kind for kind in ruled.kinds.values() if ruled.is_governed(kind.key)]
        self.kind.choices = _stays((kind.key, kind.name) for kind in sorted(governed, key=lambda kind: kind.name))

    def columns(self) -> dict[str, Any]:
        """What was filled in, by column."""
        return {field.name: field.data for field in self if field.name != "version" and field.data not in (None, "")}


class SuccessorForm(Form):
    """What customers are led to when an item leaves without a replacement of its own."""

    version = WholeNumberField()
    successor = SelectField(label("successor_id"), default="", validate_choice=False)
