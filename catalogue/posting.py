"""From what happened to vouchers: every row debits a cost and its VAT, and what is owed is credited.

A row is negative where a cost is taken back. Accounts are an organisation's own settings; a code of the part `konto` in
the kontering goes before the account of the kind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from catalogue.sie import Entry, Voucher


class Account(StrEnum):
    """What an organisation chooses an account for: costs by sort, VAT that is reclaimed, and what is owed."""

    GOODS = "goods"
    LICENCE = "licence"
    CONTRIBUTION = "contribution"
    ROUNDING = "rounding"
    VAT = "vat"
    OWED = "owed"


class RowKind(StrEnum):
    """What happened."""

    DELIVERY = "delivery"
    CREDIT = "credit"
    RECODING = "recoding"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A share of a cost, öre without VAT and the VAT; `voucher` names what belongs together."""

    voucher: tuple[str, int, int]
    on: dt.date
    document: str
    text: str
    sort: Account
    codes: Mapping[str, str]
    net: int
    vat: int


class NoAccount(Exception):
    """Accounts that the rows need and nobody has chosen."""

    def __init__(self, missing: Iterable[Account]) -> None:
        self.missing = tuple(sorted(set(missing)))
        super().__init__(self.missing)


def needed(rows: Iterable[Row]) -> set[Account]:
    """The accounts that the rows need."""
    found: set[Account] = set()
    for row in rows:
        found |= {row.sort} if row.net and not row.codes.get("konto") else set()
        found |= {Account.VAT} if row.vat else set()
        found |= {Account.OWED} if row.net + row.vat else set()
    return found


def vouchers(rows: Sequence[Row], accounts: Mapping[Account, str], series: str) -> list[Voucher]:
    """Balanced vouchers, one for each thing that happened; raises NoAccount."""
    if missing := {account for account in needed(rows) if not accounts.get(account)}:
        raise NoAccount(missing)
    return [
        Voucher(series, group[0].on, f"{group[0].document} {group[0].text}".strip(), tuple(_entries(group, accounts)))
        for _key, found in groupby(rows, key=lambda row: row.voucher)
        for group in [list(found)]
    ]


def _entries(rows: Sequence[Row], accounts: Mapping[Account, str]) -> list[Entry]:
    entries = [
        Entry(row.codes.get("konto") or accounts[row.sort], _objects(row.codes), row.net, row.text)
        for row in rows
        if row.net
    ]
    vat = sum(row.vat for row in rows)
    owed = -sum(row.net + row.vat for row in rows)
    found = [(Account.VAT, vat), (Account.OWED, owed)]
    return entries + [Entry(accounts[account], {}, amount) for account, amount in found if amount]


def _objects(codes: Mapping[str, str]) -> dict[str, str]:
    return {key: code for key, code in codes.items() if key != "konto"}
