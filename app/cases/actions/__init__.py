"""What is done with cases: opened, written in, taken, handed on, answered, solved, closed, followed up."""

from app.cases.actions.answering import Answer, carry_out, decide, settle_task
from app.cases.actions.asking import hold
from app.cases.actions.closing import answer_survey, close, close_due, reopen, withdraw
from app.cases.actions.mail_in import MailIn, receive_mail
from app.cases.actions.moves import escalate, give, put_back, requeue, solve, take, wait
from app.cases.actions.opening import NewCase, Told, open_case
from app.cases.actions.reminding import remind_late
from app.cases.actions.telling import note_change, note_incident
from app.cases.actions.writing import Sent, write

__all__ = [
    "Answer",
    "MailIn",
    "NewCase",
    "Sent",
    "Told",
    "answer_survey",
    "carry_out",
    "close",
    "close_due",
    "decide",
    "escalate",
    "give",
    "hold",
    "note_change",
    "note_incident",
    "open_case",
    "put_back",
    "receive_mail",
    "remind_late",
    "reopen",
    "requeue",
    "settle_task",
    "solve",
    "take",
    "wait",
    "withdraw",
    "write",
]
