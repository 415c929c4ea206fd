"""What is done with orders: placing, moving lines, cancelling, ordering again."""

from app.orders.actions.asking import ask_step
from app.orders.actions.cancelling import cancel, hold_lines, may_cancel, order_again, reopen_request, update_requests
from app.orders.actions.moves import (
    Move,
    amounts,
    decline,
    hold_orders,
    move,
    move_all,
    note,
    reduce,
    refer,
    refresh,
    release,
    releases,
    reopen_questions,
    return_move,
    send_back,
    tallies,
    withdraw_questions,
)
from app.orders.actions.overdue import say_late, stale
from app.orders.actions.placing import check, earlier, order_number, place
from app.orders.actions.rejudging import rejudge
from app.orders.actions.replying import reply
from app.orders.actions.swapping import answer_suggestion

__all__ = [
    "Move", "amounts", "answer_suggestion", "ask_step", "cancel", "check", "decline", "earlier", "hold_lines",
    "hold_orders", "may_cancel", "move", "move_all", "note", "order_again", "order_number", "place", "reduce", "refer",
    "refresh", "rejudge", "release", "releases", "reopen_questions", "reopen_request", "reply", "return_move",
    "say_late", "send_back", "stale", "tallies", "update_requests", "withdraw_questions",
]  # fmt: skip
