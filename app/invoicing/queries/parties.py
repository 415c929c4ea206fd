"""Who invoices now, who a customer is, and how a kind is taxed."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Organisation
from app.invoicing.models import InvoiceCustomer, Issuer
from app.refusal import Refused
from app.words import say
from catalogue.invoices import Address, Category, Kind, Party, Payment, Terms, Treatment


def issuer(session: Session) -> Issuer | None:
    """The issuer as it is now."""
    return session.scalars(sa.select(Issuer).order_by(Issuer.id.desc()).limit(1)).first()


def need_issuer(session: Session) -> Issuer:
    """The issuer as it is now; raises Refused for none."""
    found = issuer(session)
    if found is None:
        raise Refused("invoicing.refused.issuer")
    return found


def terms_of(row: Issuer) -> Terms:
    """What an issuer's version says, for a computed document."""
    seller = Party(
        name=row.name, org_number=row.org_number, vat_number=row.vat_number, scheme=row.scheme, endpoint=row.endpoint,
        address=Address(row.street, row.postal_code, row.town), f_tax=row.f_tax, seat=row.seat, contact=row.contact,
        phone=row.phone, email=row.email,
    )  # fmt: skip
    return Terms(
        seller=seller,
        payment=Payment(kind=row.payment_kind, account=row.account, bic=row.bic),
        days=row.days,
        whole_kronor=row.whole_kronor,
        text=say("invoicing.text.terms", days=row.days),
        f_tax_text=say("invoicing.text.f_tax"),
    )


def treatment_of(row: Issuer, kind: Kind) -> Treatment:
    """How a kind is taxed; 25 % where nothing else was decided."""
    said = row.treatments.get(kind.value)
    return Treatment(Category(said["category"]), int(said["rate"]), str(said["reason"])) if said else Treatment()


def customer(session: Session, organisation_id: int, reference: str = "") -> Party:
    """An organisation as a buyer, with its own reference or another one; raises Refused for one without details."""
    row = session.get(InvoiceCustomer, organisation_id)
    if row is None:
        name = session.get_one(Organisation, organisation_id).name
        raise Refused("invoicing.refused.customer", name=name)
    return buyer_of(row, reference)


def buyer_of(row: InvoiceCustomer, reference: str = "") -> Party:
    """A customer as a buyer."""
    return Party(
        name=row.name, org_number=row.org_number, vat_number=row.vat_number, scheme=row.scheme, endpoint=row.endpoint,
        address=Address(row.street, row.postal_code, row.town), reference=reference or row.reference,
    )  # fmt: skip
