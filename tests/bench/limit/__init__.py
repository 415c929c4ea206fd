"""What the same stack can do at best: Flask, SQLAlchemy Core and Jinja by hand, without anything that can be left out.

Each kind of page has one of its own, of about the same size and content as the shop's, on the same database: a grid of
24 products (catalogue, search), a product, a basket with its writes, an order with its writes, a list of 20 orders, a
table of 50 lines. There is a session to look up, since there is in every shop; there is no audit trail, no routing for
approval, no security headers, no CSRF token and no verdict.
"""

from tests.bench.limit.pages import make
from tests.bench.limit.walks import WALKS

__all__ = ["WALKS", "make"]
