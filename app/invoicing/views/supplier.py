"""All doors of suppliers' invoices."""

from app.invoicing.views import supplier_lists, supplier_one, supplier_orders, supplier_taking
from app.invoicing.views.supplier_doors import blueprint

__all__ = ["blueprint", "supplier_lists", "supplier_one", "supplier_orders", "supplier_taking"]
