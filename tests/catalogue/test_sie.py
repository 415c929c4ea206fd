"""What is exported is read back: balanced vouchers, the same sums, texts that survive quotes, braces and code page."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.posting import Account, NoAccount, Row, vouchers
from catalogue.sie import Entry, File, Unbalanced, Voucher, write
from tests.catalogue.sie_reading import ore, read

DAY = dt.date(2026, 11, 23)
ACCOUNTS = {Account.GOODS: "6431", Account.LICENCE: "6451", Account.VAT: "1641", Account.OWED: "2991"}
LIMITS = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ROWS = st.lists(
    st.tuples(
        st.integers(-(10**7), 10**7), st.integers(-(10**5), 10**5), st.sampled_from(["", "6550"]), st.text(max_size=12)
    ),
    min_size=1, max_size=5,
)  # fmt: skip


def row(number: int, net: int, vat: int, konto: str = "", text: str = "Headset") -> Row:
    codes = {"ansvar": "41200", "projekt": 'P"1}', "konto": konto}
    return Row(
        voucher=("order_line", number // 2, 1), on=DAY, document=f"2026-{number // 2:05d}", text=text,
        sort=Account.GOODS, codes=codes, net=net, vat=vat,
    )  # fmt: skip


def file(found: list[Voucher]) -> File:
    return File(
        program='IT-butiken "test"', version="2026.1", made_on=DAY, made_by="Elin Dahl", name="Laxå kommun",
        org_number="212000-1918", year=(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), accounts={"6431": "Inventarier"},
        dimensions={"ansvar": "Ansvar", "projekt": "Projekt"},
        objects={("ansvar", "41200"): "Stenebergsskolan", ("projekt", 'P"1}'): "Ö {växel}"}, vouchers=found,
    )  # fmt: skip


@given(ROWS)
@LIMITS
def test_every_voucher_balances_and_nothing_is_lost_on_the_way(given_rows: list[tuple[int, int, str, str]]) -> None:
    rows = [row(number, *each) for number, each in enumerate(given_rows)]
    found = read(write(file(vouchers(rows, ACCOUNTS, "B"))))
    entries = [entry for _head, inside in found.vouchers for entry in inside]
    assert all(sum(ore(entry[2]) for entry in inside) == 0 for _head, inside in found.vouchers)
    costs = sum(ore(entry[2]) for entry in entries if entry[0] in ("6431", "6550"))
    assert costs == sum(each.net for each in rows)
    assert sum(ore(entry[2]) for entry in entries if entry[0] == "1641") == sum(each.vat for each in rows)


def test_labels_objects_and_texts_are_read_back_as_they_were() -> None:
    found = read(write(file(vouchers([row(0, 1290_00, 322_50, text='Headset "trådlöst" – {blå} €')], ACCOUNTS, "B"))))
    assert {label: fields[0] for label, fields in found.labels.items()} == {
        "#FLAGGA": ["0"], "#PROGRAM": ['IT-butiken "test"', "2026.1"], "#FORMAT": ["PC8"],
        "#GEN": ["20261123", "Elin Dahl"], "#SIETYP": ["4"], "#ORGNR": ["212000-1918"], "#FNAMN": ["Laxå kommun"],
        "#RAR": ["0", "20260101", "20261231"], "#KONTO": ["6431", "Inventarier"], "#DIM": ["1", "Ansvar"],
        "#OBJEKT": ["1", "41200", "Stenebergsskolan"],
    }  # fmt: skip
    assert found.labels["#OBJEKT"][1] == ["6", 'P"1}', "Ö {växel}"]
    (head, entries), *rest = found.vouchers
    assert (head, rest) == (["B", "", "20261123", '2026-00000 Headset "trådlöst" - {blå} EUR'], [])
    assert entries[0][:4] == ["6431", ["1", "41200", "6", 'P"1}'], "1290.00", "20261123"]
    assert [(entry[0], entry[2]) for entry in entries[1:]] == [("1641", "322.50"), ("2991", "-1612.50")]


def test_every_character_becomes_one_that_the_code_page_has() -> None:
    data = write(file([Voucher("B", DAY, "Šárka 🦊 \t\n \\ å", (Entry("1", {}, 0),))]))
    assert read(data).vouchers[0][0][3] == "Sárka ? / å"


def test_what_does_not_balance_is_never_written() -> None:
    with pytest.raises(Unbalanced):
        write(file([Voucher("B", DAY, "Fel", (Entry("6431", {}, 1),))]))


def test_accounts_that_nobody_has_chosen_are_named() -> None:
    with pytest.raises(NoAccount) as refused:
        vouchers([row(0, 100, 25)], {Account.GOODS: "6431"}, "B")
    assert refused.value.missing == (Account.OWED, Account.VAT)
