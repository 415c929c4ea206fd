"""What the catalogue editor fills in."""

from app.assortment.forms.contracts import ContractForm
from app.assortment.forms.items import DraftForm, ItemForm, filled, typed
from app.assortment.forms.swaps import SwapForm

__all__ = ["ContractForm", "DraftForm", "ItemForm", "SwapForm", "filled", "typed"]
