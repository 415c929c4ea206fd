"""What is done with budgets and contributions."""

from app.contribution.actions.amending import Change, amend
from app.contribution.actions.councils import Decided, withdraw
from app.contribution.actions.councils import record as decide
from app.contribution.actions.frames import set_frames
from app.contribution.actions.issuing import issue, start, start_supplement, supplement
from app.contribution.actions.lines import Facts, line_of, remove, write
from app.contribution.actions.moves import STANDING
from app.contribution.actions.population import note as note_population
from app.contribution.actions.reckoning import ask, carry_on
from app.contribution.actions.settling import Result, lock, prepare
from app.contribution.actions.years import begin, choose, step

__all__ = [
    "STANDING", "Change", "Decided", "Facts", "Result", "amend", "ask", "begin", "carry_on", "choose", "decide",
    "issue", "line_of", "lock", "note_population", "prepare", "remove", "set_frames", "start", "start_supplement",
    "step", "supplement", "withdraw", "write",
]  # fmt: skip
