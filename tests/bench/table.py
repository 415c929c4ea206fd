"""Prints what was measured."""

from __future__ import annotations

from tests.bench.live import Live
from tests.bench.measure import Measured
from tests.bench.world import Loading

MOST_TIMES_LIMIT = 2.0
MOST_MEGABYTES = 200
MOST_P99 = 20.0
HEAD = ("journey", "requests", "ms CPU", "budget", "limit", "ratio", "queries", "kB", "limit kB")


def print_loading(loading: Loading) -> None:
    """How fast the orders went in."""
    if loading.seconds:
        pace = loading.orders / loading.seconds
        print(f"{loading.orders} orders in {loading.seconds:.1f} s: {pace:.0f} a second, peak {loading.peak_mb:.0f} MB")
        return
    print("A database from an earlier run is used; remove var/bench to load anew.")


def print_journeys(measured: list[Measured], *, load: float) -> None:
    """The table, and the budgets that are missed."""
    print(f"\nCPU a journey, database included; load average of the machine {load:.1f}\n")
    print("| " + " | ".join(HEAD) + " |")
    print("|---" + "|---:" * (len(HEAD) - 1) + "|")
    for row in measured:
        print("| " + " | ".join(_cells(row)) + " |")
    missed = [row for row in measured if _is_over(row)]
    for row in missed:
        print(f"OVER: {row.journey.name} {row.ms:.2f} ms, {row.ratio:.2f} times the limit")
    if not missed:
        print("Every budget is kept.")


def _cells(row: Measured) -> list[str]:
    budget = f"{row.journey.budget:.1f}" if row.journey.budget else ""
    best = [f"{row.limit_ms:.2f}", f"{row.ratio:.2f}"] if row.limit_ms else ["", ""]
    size = f"{row.limit_kilobytes:.0f}" if row.limit_ms else ""
    queries = f"{row.queries:.1f}".removesuffix(".0")
    return [
        row.journey.name, str(row.requests), f"{row.ms:.2f}", budget, *best, queries, f"{row.kilobytes:.1f}", size
    ]  # fmt: skip


def _is_over(row: Measured) -> bool:
    """A budget is missed where both hold: slower than the budget, and slower than twice the limit on this machine."""
    return bool(row.journey.budget) and row.ms > (row.journey.budget or 0) and row.ratio > MOST_TIMES_LIMIT


def print_server(live: Live) -> None:
    """Memory and response times of real processes."""
    print(f"\ngunicorn with 2 workers, {live.users} users at once, {live.seconds:.0f} s: {live.count} pages, "
          f"{live.count / live.seconds:.0f} a second, {live.faults} faults")  # fmt: skip
    print(f"alone: p50 {live.alone_p50:.1f} ms; with {live.users} users: p50 {live.p50:.1f} ms, p99 {live.p99:.1f} ms")
    for name, resident, own in live.processes:
        print(f"  {name}: {resident:.0f} MB resident, {own:.0f} MB of its own share")
    total = sum(own for _name, _resident, own in live.processes)
    print(f"memory together: {total:.0f} MB (at most {MOST_MEGABYTES})")
    if total > MOST_MEGABYTES:
        print("OVER: memory")
    if live.p99 > MOST_P99:
        print(f"OVER: p99 with {live.users} users")
