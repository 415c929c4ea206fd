"""Money in whole öre: line totals, VAT, shares that sum exactly."""

from __future__ import annotations

from collections.abc import Sequence

WHOLE = 10_000


def line_total(unit_price: int, quantity: int) -> int:
    """The price of a line, öre."""
    return unit_price * quantity


def vat(net: int, rate: int) -> int:
    """VAT on an amount, öre; the rate is basis points, halves are rounded away from zero."""
    sign = -1 if net < 0 else 1
    return sign * ((abs(net) * rate * 2 + WHOLE) // (2 * WHOLE))


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Split öre by weights so that the parts sum exactly: the largest remainders get the öre left over (R-126)."""
    whole = sum(weights)
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights must be non-negative and not all zero")
    sign, amount = (-1, -total) if total < 0 else (1, total)
    parts = [amount * weight // whole for weight in weights]
    rests = sorted(range(len(weights)), key=lambda place: (-(amount * weights[place] % whole), place))
    for place in rests[: amount - sum(parts)]:
        parts[place] += 1
    return [sign * part for part in parts]


def quarters(total: int) -> list[int]:
    """Four quarter amounts, the rest on the last (R-129)."""
    each = total // 4
    return [each, each, each, total - 3 * each]
