"""The letters of a claim: to whoever is to answer, and to the one who waits for the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy.orm import Session

from app import outbox
from app.assortment.models import Supplier
from app.cases.actions.letters import address_of
from app.cases.models import Case
from app.identity.queries import contacts_on
from app.warranty.models import Claim
from app.words import moment, say
from app.words.formats import today_of
from catalogue.warranty import ClaimState

OWN, SUPPLIERS = "/reklamationer/", "/partner/reklamationer/"


def to_whom_it_concerns(
    session: Session, claim: Claim, case: Case, supplier: Supplier | None, *, at: dt.datetime
) -> None:  # a claim with its case, and who sold the thing
    """Tell the supplier or the municipality's contact that a claim has come; IT sees its queue."""
    if claim.route == ClaimState.ROUTED_SUPPLIER and supplier is not None:
        to_supplier(session, claim, case, supplier, what="new", at=at)
    elif claim.route == ClaimState.ROUTED_MUNICIPALITY:
        _tell(session, claim, case, _contacts(session, case, at), what="new", mark="new", at=at, place=OWN)


def taken_back(session: Session, claim: Claim, case: Case, supplier: Supplier | None, *, at: dt.datetime) -> None:
    """Tell whoever was told of a claim that it was taken back."""
    if claim.route == ClaimState.ROUTED_SUPPLIER and supplier is not None:
        to_supplier(session, claim, case, supplier, what="withdrawn", at=at)
    elif claim.route == ClaimState.ROUTED_MUNICIPALITY:
        mark = f"withdrawn-{case.version}"
        addresses = _contacts(session, case, at)
        _tell(session, claim, case, addresses, what="withdrawn", mark=mark, at=at, place=OWN)


def to_supplier(  # which claim, to whom, what about
    session: Session, claim: Claim, case: Case, supplier: Supplier, *, what: str, at: dt.datetime, text: str = ""
) -> None:
    """Tell a supplier of something in a claim."""
    mark = what if what == "new" else f"{what}-{case.version}"
    _tell(session, claim, case, {supplier.email}, what=what, mark=mark, at=at, place=SUPPLIERS, text=text)


def to_claimant(  # which claim, what became of it
    session: Session, claim: Claim, case: Case, *, what: str, at: dt.datetime, text: str = "", who: str = ""
) -> None:
    """Tell the one who claimed, and who holds the thing, what has happened."""
    people = {case.requester_id, claim.holder_id} - {None}
    addresses = {address for person in people for address in address_of(session, person)}
    mark = f"{what}-{case.version}"
    _tell(session, claim, case, addresses, what=what, mark=mark, at=at, place=OWN, text=text, who=who)


def to_others(  # which claim, who wrote what
    session: Session, claim: Claim, case: Case, *, writer: int, at: dt.datetime, text: str, who: str
) -> None:
    """Tell everybody in a claim, besides the writer, what was written."""
    people = {case.requester_id, claim.holder_id, case.assignee_id} - {None, writer}
    addresses = {address for person in people for address in address_of(session, person)}
    _tell(session, claim, case, addresses, what="message", mark=f"message-{case.version}", at=at, place=OWN, text=text,
          who=who)  # fmt: skip


def _contacts(session: Session, case: Case, at: dt.datetime) -> set[str]:
    contacts = contacts_on(session, case.organisation_id, today_of(at), "municipality_contact")
    return {contact.email for contact in contacts if contact.email}


def _tell(
    session: Session, claim: Claim, case: Case, to: Collection[str], *, what: str, mark: str, at: dt.datetime,
    place: str, text: str = "", who: str = "",
) -> None:  # fmt: skip
    known = {"number": claim.number, "thing": claim.thing, "who": who, "requester": case.requester_name,
             "unit": case.unit_name, "due": moment(case.due_at)}  # fmt: skip
    words = {
        part: say(f"warranty.mail.{what}.{part}", **known) for part in ("title", "heading", "lead", "button", "why")
    }
    rows = [(question, answer) for question, answer in case.facts[:9]] if what == "new" else []
    for address in sorted(set(to)):
        params = {**words, "number": claim.number, "text": text, "facts": rows, "path": f"{place}{claim.number}"}
        outbox.mail(session, f"claim:{claim.id}:{mark}:{address}"[:80], address, "case_news", params, at=at)
