"""What people fill in: goods receipt, checklist, the partner's delivery day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wtforms import Form
from wtforms.validators import Length

from app.delivery.actions import Typed
from app.fields import DayField, LineText, WholeNumberField
from app.refusal import Refused
from app.words import say

NAMES = {"serial": "serie", "imei": "imei", "imei2": "imei2"}


class DayForm(Form):
    """The partner's promise."""

    day = DayField(say("delivery.form.day"), name="leveransdag")


class ReceiptForm(Form):
    """What came: the delivery note, and how many had come before the form was shown."""

    note = LineText(say("delivery.form.note"), [Length(max=60, message=say("delivery.form.note_long"))], name="foljesedel")
    already = WholeNumberField(least=0, most=99, name="tidigare")


class CountedForm(ReceiptForm):
    """Goods that are only counted."""

    quantity = WholeNumberField(say("delivery.form.quantity"), least=1, most=99, name="antal")


class UnitsForm:
    """One row for each unit that is left, with a serial number and, for what has a SIM, its IMEIs."""

    def __init__(self, rows: int, sent: Mapping[str, Any] | None, *, with_imei: bool) -> None:
        self.names = ("serial", "imei", "imei2") if with_imei else ("serial",)
        self.rows = range(rows)
        self.form = self._made(sent)

    def _made(self, sent: Mapping[str, Any] | None) -> Form:
        fields = {
            self.field_id(row, name): LineText(
                say(f"delivery.form.{name}", row=row + 1), [Length(max=60, message=say("delivery.form.long"))],
                name=f"{NAMES[name]}-{row}",
            )
            for row in self.rows
            for name in self.names
        }  # fmt: skip
        return type("UnitRows", (ReceiptForm,), fields)(sent)

    def field_id(self, row: int, name: str) -> str:
        """The attribute of a row's field."""
        return f"{name}_{row}"

    def typed(self) -> list[Typed]:
        """What stands in the rows."""
        form = self.form
        return [
            Typed(row, **{name: form[self.field_id(row, name)].data or "" for name in self.names}) for row in self.rows
        ]

    def blame(self, faults: Mapping[tuple[int, str], Refused]) -> None:
        """Put what is wrong beside its field."""
        for (row, name), refused in sorted(faults.items()):
            self.form[self.field_id(row, name)].errors = [say(refused.key, **refused.params)]

    def fields(self) -> Iterator[list[Any]]:
        """The fields, row by row."""
        for row in self.rows:
            yield [self.form[self.field_id(row, name)] for name in self.names]
