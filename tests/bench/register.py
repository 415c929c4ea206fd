"""What the register costs with 10 000 devices and 100 000 orders: `python -m tests.bench.register`.

The median of a few requests for each page, on both databases: the register, searches in it, the forecast, a sheet of
labels. Nothing in a request may take longer than 200 ms.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flask.testing import FlaskClient

PEOPLE, ORDERS, DEVICES = 5000, 100_000, 10_000
MOST = 200
TIMES = 7
PAGES = (
    "/it/enheter",
    "/it/enheter?q=BULK-0004711",
    "/it/enheter?q=person",
    "/it/enheter?q=zzzz",
    "/it/prognos",
    "/it/enheter/etiketter.pdf?typ=computer",
)


def main(arguments: list[str]) -> None:
    """Measure on both databases, or (with a kind) in this process."""
    if arguments:
        measure(arguments[0])
        return
    for kind in ("sqlite", "postgresql"):
        subprocess.run([sys.executable, "-m", "tests.bench.register", kind], check=True)


def measure(kind: str) -> None:
    """Load the register and print what each page takes, in milliseconds from request to answer."""
    from app import web  # here: each database is measured in a process of its own
    from tests.app.loads import load
    from tests.client import ShopClient
    from tests.databases import Database

    with tempfile.TemporaryDirectory() as folder:
        database = Database(kind, Path(folder), "registerbench")
        database.renew()
        with database.app.app_context(), web.store.sessionmaker() as session:
            load(session, people=PEOPLE, orders=ORDERS, devices=DEVICES)
        omar = ShopClient(database.app, "omar")
        for path in PAGES:
            took = [_took(omar.browser, path) for _ in range(TIMES)]
            middle = statistics.median(took)
            print(f"{kind} {path}: {middle:.0f} ms{f'  OVER {MOST} ms' if middle > MOST else ''}")
        database.drop()


def _took(browser: FlaskClient, path: str) -> float:
    began = time.perf_counter()
    answer = browser.get(path)
    took = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return took


if __name__ == "__main__":
    main(sys.argv[1:])
