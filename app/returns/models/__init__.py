"""What is handed in, the chain of custody, pallets with their reports, and what they brought back."""

from app.returns.models.pallets import Credit, Pallet, PalletFinding, PalletItem, ReportColumns
from app.returns.models.returns import Custody, HandedIn

__all__ = ["Credit", "Custody", "HandedIn", "Pallet", "PalletFinding", "PalletItem", "ReportColumns"]
