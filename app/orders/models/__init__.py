"""Orders and their lines, the moves a line may make, questions to IT, cheaper things put forward."""

from app.orders.models.kontering import LineKontering
from app.orders.models.offers import LineOffer
from app.orders.models.orders import MOVES, Consultation, LineState, Order, OrderLine, Progress
from app.orders.models.suggestions import Suggestion

__all__ = [
    "MOVES",
    "Consultation",
    "LineKontering",
    "LineOffer",
    "LineState",
    "Order",
    "OrderLine",
    "Progress",
    "Suggestion",
]
