"""Shared fields: strict numbers, clean text, Swedish dates."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from app.fields import DayField, LineText, LongText, QuantityField, scanned, speak_swedish


class Sample(Form):
    """One of each."""

    quantity = QuantityField("Antal")
    line = LineText("Rad")
    text = LongText("Text")
    day = DayField("Dag")


def filled(**values: str) -> Sample:
    return Sample(MultiDict(values))


@pytest.mark.parametrize(
    "typed", ["0", "-1", "1e9", "1000000000", "\uff11\uff12", "1_0", "NaN", "100", "0x5", "1.5", "+3", "\u0663"]
)
def test_a_quantity_that_is_no_quantity_is_refused_in_words(typed: str) -> None:
    form = filled(quantity=typed)
    assert not form.validate()
    assert any("tal" in error for error in form.errors["quantity"])
    assert form.quantity._value() == typed


@pytest.mark.parametrize(("typed", "meant"), [("1", 1), (" 7 ", 7), ("99", 99), ("007", 7)])
def test_a_quantity_is_taken(typed: str, meant: int) -> None:
    form = filled(quantity=typed)
    assert form.validate()
    assert form.quantity.data == meant


@given(st.text(max_size=30))
def test_any_text_as_quantity_gives_a_number_in_range_or_words(typed: str) -> None:
    form = filled(quantity=typed)
    if form.validate() and form.quantity.data is not None:
        assert 1 <= form.quantity.data <= 99


@pytest.mark.parametrize("typed", ["vänster\u202ehöger", "noll\u200bbredd", "klocka\x07", "rad\nrad"])
def test_hidden_characters_are_refused_in_a_line(typed: str) -> None:
    form = filled(line=typed)
    assert not form.validate()
    assert form.line._value().strip() == typed.strip() or form.line.raw_data == [typed]


def test_text_is_normalised() -> None:
    form = filled(line=" A\u030angstro\u0308m ", text="två\r\nrader")
    assert form.validate()
    assert form.line.data == "Ångström"
    assert form.text.data == "två\nrader"


@pytest.mark.parametrize("typed", ["2026-12-01", "20261201", "1/12 2026"])
def test_a_day_is_read(typed: str) -> None:
    form = filled(day=typed)
    assert form.validate()
    assert form.day.data == dt.date(2026, 12, 1)


def test_a_day_that_is_none_is_said_and_kept() -> None:
    form = filled(day="2026-02-30")
    assert not form.validate()
    assert form.day._value() == "2026-02-30"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("https://butik.se/enheter/LAX-PC-00001", "LAX-PC-00001"),
        ("HTTPS://BUTIK.SE/ENHETER/lax-pc-00001", "LAX-PC-00001"),
        ("5CG1234ABC", "5CG1234ABC"),
        ("https://butik.se/enheter/LAX-PC-00001/utbyte", "https://butik.se/enheter/LAX-PC-00001/utbyte"),
        ("", ""),
    ],
)
def test_our_own_label_is_read_as_the_tag_on_it(read: str, meant: str) -> None:
    assert scanned(read) == meant


def test_no_form_says_what_is_wrong_in_english() -> None:
    speak_swedish()

    class Asked(Form):
        which = SelectField(choices=[SelectChoice("a", "A")])
        number = IntegerField(validators=[NumberRange(1, 3)])
        text = StringField(validators=[Length(max=3)])
        must = StringField(validators=[InputRequired()])
        other = StringField(validators=[Regexp("x")])

    form = Asked(MultiDict({"number": "9", "text": "många", "which": "b", "other": "y"}))
    assert not form.validate()
    assert form.errors == {
        "which": ["Välj ett av alternativen."], "number": ["Välj ett tal från 1 till 3."],
        "text": ["Texten är för lång. Skriv högst 3 tecken."], "must": ["Fyll i det här."],
        "other": ["Kontrollera det som står här."],
    }  # fmt: skip
