"""`python -m tests.bench`: prints what each journey costs; ends with 0, and names the budgets that are missed."""

from __future__ import annotations

import argparse
import os
import sys

from tests.bench import live, measure, table
from tests.bench.journeys import journeys
from tests.bench.world import Size, World


def main(arguments: list[str]) -> int:
    """Load, measure, print."""
    asked = _arguments(arguments)
    people, devices = (600, 2000) if asked.orders < 10000 else (5000, 20000)
    print(f"Loading {asked.orders} orders, {people} people, {devices} devices ({asked.database})", flush=True)
    world = World(asked.database, Size(asked.orders, people, devices))
    table.print_loading(world.loading)
    try:
        rounds = 30 if asked.quick else 160
        measured = measure.all_of(world, journeys(world), rounds)
        table.print_journeys(measured, load=os.getloadavg()[0])
        if not asked.no_server:
            table.print_server(live.measure(world, seconds=3 if asked.quick else 8))
    finally:
        world.close()
    return 0


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--orders", type=int, default=100_000, help="orders in bulk besides the demo year")
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--no-server", action="store_true", help="leave out memory and response times")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
