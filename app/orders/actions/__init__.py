"""What is done with orders: placing, moving lines, cancelling, ordering again."""

from app.orders.actions.moves import (
    Move,
    decline,
    hold_orders,
    move,
    move_all,
    reduce,
    refresh,
    release,
    releases,
    return_move,
    send_back,
    tallies,
    withdraw_questions,
)

__all__ = [
    "Move", "decline", "hold_orders", "move", "move_all", "reduce", "refresh", "release", "releases", "return_move",
    "send_back", "tallies", "withdraw_questions",
]  # fmt: skip
