"""SIE 4 (type 4I): balanced vouchers that Swedish finance systems read in, as bytes of code page 437.

Voucher numbers are left to the receiving system; what the shop calls a voucher stands in its text.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

# The dimensions SIE knows (1 result unit, 6 project); 20 and on are free.
NUMBERS = {"ansvar": 1, "projekt": 6, "verksamhet": 20, "aktivitet": 21, "objekt": 22}
LONGEST = 250
PLAIN = str.maketrans(
    {"–": "-", "—": "-", "’": "'", "”": '"', "“": '"', "…": "...", "€": "EUR", "\\": "/", "\u00a0": " "}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a voucher: öre, debit positive; `codes` by part are its objects."""

    account: str
    codes: Mapping[str, str]
    amount: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Voucher:
    """What was booked on a day; its entries are zero together."""

    series: str
    on: dt.date
    text: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Everything a file says: who, which year, what accounts and dimensions are called, and the vouchers."""

    program: str
    version: str
    made_on: dt.date
    made_by: str
    name: str
    org_number: str
    year: tuple[dt.date, dt.date]
    accounts: Mapping[str, str]
    dimensions: Mapping[str, str]
    objects: Mapping[tuple[str, str], str]
    vouchers: Sequence[Voucher]


class Unbalanced(Exception):
    """A voucher whose entries are not zero together; such a file is never written."""


def write(file: File) -> bytes:
    """The file's bytes; raises Unbalanced."""
    for voucher in file.vouchers:
        if sum(entry.amount for entry in voucher.entries):
            raise Unbalanced(voucher.text)
    return "".join(f"{line}\r\n" for line in _lines(file)).encode("cp437")


def quoted(text: str) -> str:
    """A text field: in quotes, quotes within escaped, only characters of the code page, on one line."""
    plain = unicodedata.normalize("NFC", text).translate(PLAIN)
    line = " ".join(plain.split())[:LONGEST]
    kept = line if _is_known(line) else "".join(_known(char) for char in line)
    return '"' + kept.replace('"', '\\"') + '"'


def kronor(ore: int) -> str:
    """An amount with a point and two decimals."""
    return f"{'-' if ore < 0 else ''}{abs(ore) // 100}.{abs(ore) % 100:02d}"


def _known(char: str) -> str:
    """The character when the code page has it, else what it is without its mark, else a question mark."""
    for candidate in [char, *unicodedata.normalize("NFKD", char)]:
        if _is_known(candidate):
            return str(candidate)
    return "?"


def _is_known(text: str) -> bool:
    try:
        text.encode("cp437")
    except UnicodeEncodeError:
        return False
    return text.isprintable()


def _lines(file: File) -> Iterator[str]:
    first, last = file.year
    yield "#FLAGGA 0"
    yield f"#PROGRAM {quoted(file.program)} {quoted(file.version)}"
    yield "#FORMAT PC8"
    yield f"#GEN {_day(file.made_on)} {quoted(file.made_by)}"
    yield "#SIETYP 4"
    yield f"#ORGNR {file.org_number}"
    yield f"#FNAMN {quoted(file.name)}"
    yield f"#RAR 0 {_day(first)} {_day(last)}"
    yield from (f"#KONTO {account} {quoted(name)}" for account, name in sorted(file.accounts.items()))
    used = {key for key, _code in file.objects}
    for key in sorted(used, key=NUMBERS.__getitem__):
        yield f"#DIM {NUMBERS[key]} {quoted(file.dimensions[key])}"
    for (key, code), name in sorted(file.objects.items(), key=lambda each: (NUMBERS[each[0][0]], each[0][1])):
        yield f"#OBJEKT {NUMBERS[key]} {quoted(code)} {quoted(name)}"
    for voucher in file.vouchers:
        yield from _voucher(voucher)


def _voucher(voucher: Voucher) -> Iterator[str]:
    yield f'#VER {quoted(voucher.series)} "" {_day(voucher.on)} {quoted(voucher.text)}'
    yield "{"
    for entry in voucher.entries:
        objects = f"{{{' '.join(_objects(entry.codes))}}}"
        yield f"#TRANS {entry.account} {objects} {kronor(entry.amount)} {_day(voucher.on)} {quoted(entry.text)}"
    yield "}"


def _objects(codes: Mapping[str, str]) -> Iterable[str]:
    return (f"{NUMBERS[key]} {quoted(codes[key])}" for key in NUMBERS if codes.get(key))


def _day(day: dt.date) -> str:
    return f"{day:%Y%m%d}"
