"""Handing accounting rows over to a finance system: each row once, what was shown and nothing else, bytes kept."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.db import locked
from app.history import Actor, Event
from app.identity.models import Organisation
from app.refusal import Changed, Refused
from app.reports.models import AccountChoice, AccountingExport, AccountingRow
from app.reports.queries import accounting
from app.words import say
from app.words.formats import today_of
from catalogue import sie
from catalogue.codeplan import DIMENSIONS
from catalogue.posting import Account, NoAccount, Row, vouchers

SERIES = "IT"
VERSION = "2026.1"
PIECE = 500


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included."""

    first: dt.date
    last: dt.date


def hand_over(
    session: Session, whose: Organisation, period: Period, seen: str, *, actor: Actor, at: dt.datetime
) -> AccountingExport:
    """Take everything a period holds that nothing has taken, as SIE 4.

    Raises Changed when that is no longer what was seen, Refused when there is nothing or an account is not chosen.
    """
    session.execute(locked(sa.select(Organisation.id).where(Organisation.id == whose.id)))
    found = accounting.waiting(session, whose.id, period.first, period.last)
    if not found.rows:
        raise Refused("accounting.refused.nothing")
    if found.seen != seen:
        raise Changed("accounting.refused.changed")
    chosen = accounting.accounts(session, whose.id, period.last)
    data, count = written(session, whose, found.rows, chosen, period=period, actor=actor, at=at)
    made = AccountingExport(
        organisation_id=whose.id, period_first=period.first, period_last=period.last, vouchers=count, net=found.net,
        vat=found.vat, accounts={str(sort): account for sort, account in chosen.items()},
        sha256=hashlib.sha256(data).hexdigest(), data=data, made_at=at, made_by=actor.id, made_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()
    _take(session, made.id, found.ids)
    told = {"first": period.first.isoformat(), "last": period.last.isoformat(), "sha256": made.sha256}
    history.record(session, actor, at, [Event("organisation", whose.id, "organisation.accounting_exported", told)])
    return made


def choose_accounts(
    session: Session, whose: Organisation, wanted: Mapping[Account, str], on: dt.date, *, actor: Actor, at: dt.datetime
) -> None:
    """Choose accounts from a day on; what is as it was is left alone."""
    now = accounting.accounts(session, whose.id, on)
    changed = {sort: account for sort, account in wanted.items() if account and account != now.get(sort)}
    session.add_all(
        AccountChoice(
            organisation_id=whose.id, sort=str(sort), account=account, valid_from=on, chosen_at=at, chosen_by=actor.id,
            chosen_by_name=actor.name,
        )
        for sort, account in changed.items()
    )  # fmt: skip
    if changed:
        named = ", ".join(f"{say(f'accounting.sort.{sort}')} {account}" for sort, account in changed.items())
        told = {"what": named, "day": on.isoformat()}
        history.record(session, actor, at, [Event("organisation", whose.id, "organisation.accounts_chosen", told)])


def written(
    session: Session, whose: Organisation, rows: Sequence[Row], chosen: Mapping[Account, str], *, period: Period,
    actor: Actor, at: dt.datetime,
) -> tuple[bytes, int]:  # fmt: skip
    """The rows as a file, and how many vouchers it has; raises Refused for an account that nobody has chosen."""
    try:
        found = vouchers(rows, chosen, SERIES)
    except NoAccount as lacking:
        missing = ", ".join(say(f"accounting.sort.{sort}") for sort in lacking.missing)
        raise Refused("accounting.refused.no_account", names=missing) from lacking
    names = accounting.names_of(session, whose.id)
    entries = [entry for voucher in found for entry in voucher.entries]
    objects = {(key, code) for entry in entries for key, code in entry.codes.items()}
    file = sie.File(
        program=say("accounting.program"), version=VERSION, made_on=today_of(at), made_by=actor.name, name=whose.name,
        org_number=whose.org_number, year=(dt.date(period.first.year, 1, 1), dt.date(period.last.year, 12, 31)),
        accounts=_named(entries, chosen, names), objects={each: names.get(each, each[1]) for each in objects},
        dimensions={key: say(f"codeplan.part.{key}").capitalize() for key in DIMENSIONS}, vouchers=found,
    )  # fmt: skip
    return sie.write(file), len(found)


def _named(
    entries: Sequence[sie.Entry], chosen: Mapping[Account, str], names: Mapping[tuple[str, str], str]
) -> dict[str, str]:
    """What the used accounts are called: as in the code plan, else as the sort they were chosen for."""
    sorts = {account: say(f"accounting.sort.{sort}") for sort, account in chosen.items()}
    used = {entry.account for entry in entries}
    return {account: names.get(("konto", account)) or sorts.get(account, account) for account in used}


def _take(session: Session, export_id: int, ids: Sequence[int]) -> None:
    """Mark the rows as taken; raises Changed when another export was faster."""
    for begin in range(0, len(ids), PIECE):
        piece = ids[begin : begin + PIECE]
        mine = sa.update(AccountingRow).where(AccountingRow.id.in_(piece), AccountingRow.export_id.is_(None))
        result = session.execute(mine.values(export_id=export_id).execution_options(synchronize_session=False))
        if cast("sa.CursorResult[object]", result).rowcount != len(piece):
            raise Changed("accounting.refused.changed")
