"""Serial numbers and IMEIs: how they are read, and what is refused in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from app.devices.actions import imei_number, serial_number
from app.devices.actions.registering import support_level, tag_prefix
from app.refusal import Refused


@pytest.mark.parametrize(
    ("typed", "serial"),
    [("5cg1234abc", "5CG1234ABC"), (" 5CG 1234 ABC ", "5CG1234ABC"), ("C02-X/1.2_3", "C02-X/1.2_3")],
)
def test_a_serial_number_is_written_one_way(typed: str, serial: str) -> None:
    assert serial_number(typed) == serial


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "devices.serial.missing"),
        ("   ", "devices.serial.missing"),
        ("abc", "devices.serial.form"),
        ("=1+1A", "devices.serial.form"),
        ("ABC\u202e123", "devices.serial.form"),
        ("１２３４５", "devices.serial.form"),
        ("A" * 41, "devices.serial.form"),
        ("<b>x</b>", "devices.serial.form"),
    ],
)
def test_what_cannot_be_a_serial_number_is_refused(typed: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        serial_number(typed)
    assert refused.value.key == key


@pytest.mark.parametrize("typed", ["490154203237518", "49 015420 323751 8", "49-015420-323751-8"])
def test_an_imei_is_written_one_way(typed: str) -> None:
    assert imei_number(typed) == "490154203237518"


def test_no_imei_is_none() -> None:
    assert imei_number("  ") is None


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("490154203237519", "devices.imei.check"),
        ("000000000000000", "devices.imei.check"),
        ("49015420323751", "devices.imei.digits"),
        ("4901542032375180", "devices.imei.digits"),
        ("４90154203237518", "devices.imei.digits"),
        ("49015420323751X", "devices.imei.digits"),
    ],
)
def test_a_wrong_imei_is_refused(typed: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        imei_number(typed)
    assert refused.value.key == key


@given(st.text(alphabet="0123456789", min_size=14, max_size=14).filter(lambda digits: digits.strip("0")))
def test_the_check_digit_is_luhn(digits: str) -> None:
    good = digits + luhn.calc_check_digit(digits)
    assert imei_number(good) == good
    wrong = digits + str((int(good[-1]) + 1) % 10)
    with pytest.raises(Refused):
        imei_number(wrong)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (serial_number, imei_number):
        try:
            read(text)
        except Refused:
            continue


@pytest.mark.parametrize(
    ("organisation", "device_class", "prefix"),
    [
        ("Laxå", "computer", "LAX-PC"),
        ("Askersund", "phone", "ASK-MOB"),
        ("Hallsberg", "tablet", "HAL-TAB"),
        ("Lekeberg", "access_point", "LEK-AP"),
        ("Å", "switch", "AXX-SW"),
        ("Laxå", "firewall", "LAX-FW"),
        ("Laxå", "something", "LAX-IT"),
    ],
)
def test_a_tag_begins_with_organisation_and_class(organisation: str, device_class: str, prefix: str) -> None:
    assert tag_prefix(organisation, device_class) == prefix


@pytest.mark.rule("R-155")
@pytest.mark.rule("R-156")
@pytest.mark.parametrize(
    ("device_class", "segment", "level"),
    [
        ("computer", "staff", "managed"),
        ("computer", "school_staff", "managed"),
        ("computer", "pupil", "pupil"),
        ("tablet", "pupil", "pupil"),
        ("phone", "staff", "mobile"),
        ("tablet", "staff", "mobile"),
    ],
)
def test_the_support_level_follows_from_class_and_segment(device_class: str, segment: str, level: str) -> None:
    assert support_level(device_class, segment) == level
