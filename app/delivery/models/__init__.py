"""The way out and in: partner orders and what partners say of them, sendings, receipts, checklists, what disagrees."""

from app.delivery.models.documents import PartnerDocument, PartnerMessage
from app.delivery.models.orders import ExpectedInvoice, GoodsReceipt, PartnerOrder, PartnerOrderLine, Step
from app.delivery.models.shipments import Mismatch, Promise, Shipment, ShipmentLine, ShipmentUnit

__all__ = [
    "ExpectedInvoice", "GoodsReceipt", "Mismatch", "PartnerDocument", "PartnerMessage", "PartnerOrder",
    "PartnerOrderLine", "Promise", "Shipment", "ShipmentLine", "ShipmentUnit", "Step",
]  # fmt: skip
