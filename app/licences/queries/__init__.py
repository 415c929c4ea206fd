"""Questions about licences: what somebody has, mine, my units', IT's, what is due, what a month costs."""

from app.licences.queries.costs import UnitCost, months_of_units, of_month
from app.licences.queries.due import due, leavers
from app.licences.queries.held import change_for, elevated_of, has
from app.licences.queries.listing import Filter, Listed, Shelf, exported, listing
from app.licences.queries.mine import Mine, mine, of_units
from app.licences.queries.one import Found, by_number
from app.licences.queries.pools import Pool, count_by_profile, pool_of, pools
from app.licences.queries.visible import may_end, may_keep, visible

__all__ = [
    "Filter", "Found", "Listed", "Mine", "Pool", "Shelf", "UnitCost", "by_number", "change_for", "count_by_profile",
    "due", "elevated_of", "exported", "has", "leavers", "listing", "may_end", "may_keep", "mine", "months_of_units",
    "of_month", "of_units", "pool_of", "pools", "visible",
]  # fmt: skip
