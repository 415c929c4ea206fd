"""The nouns of invoicing: the issuer, the customers, issued documents with what was sent, and runs."""

from app.invoicing.models.invoices import (
    InvoiceGroup,
    InvoiceLine,
    InvoicePaper,
    InvoiceResponse,
    InvoiceSource,
    InvoiceStanding,
    InvoiceStep,
    IssuedInvoice,
    State,
)
from app.invoicing.models.parties import InvoiceCustomer, Issuer
from app.invoicing.models.runs import InvoiceRun, RunFault, RunKind

__all__ = [
    "InvoiceCustomer", "InvoiceGroup", "InvoiceLine", "InvoicePaper", "InvoiceResponse", "InvoiceRun", "InvoiceSource",
    "InvoiceStanding", "InvoiceStep", "IssuedInvoice", "Issuer", "RunFault", "RunKind", "State",
]  # fmt: skip
