"""Fixtures of deliveries: what a test begins with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.orders.models import OrderLine
from tests.client import ShopClient

Reload = Callable[[OrderLine], OrderLine]


@pytest.fixture
def omar(client_as: Callable[[str], ShopClient]) -> ShopClient:
    """A browser where Omar of IT is signed in."""
    return client_as("omar")


@pytest.fixture
def anew(session: Session) -> Reload:
    """A line as it stands in the database now."""

    def read(line: OrderLine) -> OrderLine:
        line_id = sa.inspect(line).identity[0]
        session.rollback()
        return session.scalars(sa.select(OrderLine).where(OrderLine.id == line_id)).one()

    return read
