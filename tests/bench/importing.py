"""How long an import of 5 000 people and 800 units takes, and how much memory: `python -m tests.bench.importing`.

The file is a spreadsheet as the template makes it. Measured in a process of its own, on both databases: the dry run,
then the deed with its own reading of the file, as the pages do it.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PEOPLE, UNITS = 5000, 800
MOST_SECONDS, MOST_MEGABYTES = 20, 300
ORGANISATIONS = ("Askersunds kommun", "Hallsbergs kommun", "Laxå kommun", "Lekebergs kommun")


def main(arguments: list[str]) -> None:
    """Measure on both databases, or (with a kind) in this process."""
    if arguments:
        measure(arguments[0])
        return
    for kind in ("sqlite", "postgresql"):
        subprocess.run([sys.executable, "-m", "tests.bench.importing", kind], check=True)


def measure(kind: str) -> None:
    """Import into a fresh database and print what it took."""
    from app import web  # here: what the parent process has loaded must not count
    from app.db import begin_write
    from app.history import Actor
    from app.identity.actions import importing
    from app.identity.actions.importing.planning import Wishes
    from tests.databases import MOMENT, Database

    data = file()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(kind, Path(folder), "importbench")
        database.renew()
        before, began = _peak(), time.perf_counter()
        with database.app.app_context(), web.store.sessionmaker() as session:
            wishes = Wishes(today=MOMENT.date())
            begin_write(session)
            found = importing.dry_run(session, data, wishes, organisations=None)
            shown = time.perf_counter() - began
            row = importing.send(session, data, found, wishes, file_name="x.xlsx", me=1, at=MOMENT)
            session.commit()
            begin_write(session)
            importing.do(
                session, row, wishes, digest=row.digest, actor=Actor(None, "bench"), at=MOMENT, organisations=None
            )
            session.commit()
        whole = time.perf_counter() - began
        database.close()
    print(f"{kind}: {found.counts['person']['create']} people and {found.counts['unit']['create']} units, "
          f"file {len(data) / 1024:.0f} kB: dry run {shown:.1f} s, with the deed {whole:.1f} s, "
          f"peak {_peak():.0f} MB ({before:.0f} before)")  # fmt: skip
    if whole > MOST_SECONDS or _peak() > MOST_MEGABYTES:
        print(f"OVER: at most {MOST_SECONDS} s and {MOST_MEGABYTES} MB")


def file() -> bytes:
    """The spreadsheet."""
    from tests.app.identity.importing.files import CENTRES, workbook
    from tests.app.identity.importing.files import PEOPLE as HEAD
    from tests.app.identity.importing.files import UNITS as UNIT_HEAD

    centres = [(ORGANISATIONS[n % 4], f"9{n:04d}", "4400", f"Enhet {n}", "2026-01-01", "") for n in range(UNITS)]
    units = [
        (
            ORGANISATIONS[n % 4],
            f"Enhet {n}",
            f"Enhet {n % 4}" if n > 3 else "",
            f"8{n:04d}",
            f"9{n:04d}",
            f"R-{n}",
            "Personal",
        )
        for n in range(UNITS)
    ]
    return workbook(
        {"Personer": [HEAD, *_people()], "Enheter": [UNIT_HEAD, *units], "Kostnadsställen": [CENTRES, *centres]}
    )


def _people() -> list[tuple[str, ...]]:
    """The first 800 are chefs; everybody answers to the chef of their unit, chefs to one of the first four."""
    rows = []
    for n in range(PEOPLE):
        unit = n % UNITS
        chef = f"8{unit:04d}" if n >= UNITS else f"8{n % 4:04d}" if n > 3 else ""
        rows.append((ORGANISATIONS[unit % 4], f"8{n:04d}", f"Förnamn Efternamn {n}", f"p{n}@prov.example", "Titel",
                     f"Enhet {unit}", chef, ""))  # fmt: skip
    return rows


def _peak() -> float:
    """The most memory this process has held, MB; what its parent held before it does not count where Linux can tell."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(row for row in status.read_text(encoding="ascii").splitlines() if row.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
