"""Suppliers, items with their prices, kits, and how the range came to be: decisions, changes, versions."""

from app.assortment.models.items import PERIODS, STATES, Category, Item, Supplier, SupplierContract
from app.assortment.models.kits import Kit, KitItem
from app.assortment.models.pictures import ItemPicture
from app.assortment.models.prices import PriceList
from app.assortment.models.versions import (
    BODIES,
    CHANGES,
    AppliedChange,
    CatalogueVersion,
    EmergencySwap,
    ItemChange,
    RangeDecision,
    RangeVersion,
)

__all__ = [
    "BODIES",
    "CHANGES",
    "PERIODS",
    "STATES",
    "AppliedChange",
    "CatalogueVersion",
    "Category",
    "EmergencySwap",
    "Item",
    "ItemChange",
    "ItemPicture",
    "Kit",
    "KitItem",
    "PriceList",
    "RangeDecision",
    "RangeVersion",
    "Supplier",
    "SupplierContract",
]
