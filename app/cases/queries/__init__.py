"""Questions about cases: which a person may see, what they hold, what is to be done, how it went."""

from app.cases.queries.found import Held, by_number, held
from app.cases.queries.mine import Asked, Listed, Listing, listed, read_asked
from app.cases.queries.story import Story, story
from app.cases.queries.visible import handles, may_handle, visible
from app.cases.queries.worklist import Wanted, WorkPage, counts, exported, handlers, work

__all__ = [
    "Asked",
    "Held",
    "Listed",
    "Listing",
    "Story",
    "Wanted",
    "WorkPage",
    "by_number",
    "counts",
    "exported",
    "handlers",
    "handles",
    "held",
    "listed",
    "may_handle",
    "read_asked",
    "story",
    "visible",
    "work",
]
