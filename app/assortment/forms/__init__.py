"""What the catalogue editor fills in."""

from app.assortment.forms.contracts import ContractForm
from app.assortment.forms.items import DraftForm, ItemForm, filled, typed

__all__ = ["ContractForm", "DraftForm", "ItemForm", "filled", "typed"]
