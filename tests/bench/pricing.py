"""How long a price list of 20 000 rows takes, and how much memory: `python -m tests.bench.pricing`.

The list is a spreadsheet of which every row meets an item. Measured in a process of its own, on both databases: the
dry run, then the deed with its own reading of the file, as the pages do it.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.importing import _peak

ROWS = 20_000
MOST_SECONDS, MOST_MEGABYTES = 15, 200


# Comes with what the tests need, and is taken up where it lies; no shop that runs for real has it.
sys.modules["rich"] = None  # type: ignore[assignment]  # that is how an import is refused


def main(arguments: list[str]) -> None:
    """Fill a fresh database of both kinds and measure it in a process of its own, or (with an address) measure here."""
    if arguments:
        measure(*arguments)
        return
    for kind in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder:
            url, supplier = prepare(kind, Path(folder))
            subprocess.run([sys.executable, "-m", "tests.bench.pricing", kind, url, folder, str(supplier)], check=True)


def prepare(kind: str, folder: Path) -> tuple[str, int]:
    """A database with many items of one supplier, and its list beside it; returns its address and the supplier."""
    from app import web  # here: what the parent process has loaded must not count
    from tests.databases import Database

    database = Database(kind, folder, "pricebench")
    database.renew()
    with database.app.app_context(), web.store.sessionmaker() as session:
        supplier = _fill(session)
        session.commit()
    (folder / "list.xlsx").write_bytes(_file())
    database.close()
    return database.config.database_url, supplier


def measure(kind: str, url: str, folder: str, supplier: str) -> None:
    """Try a list and apply it, as the pages do, and print what it took."""
    from app import web  # here: what the parent process has loaded must not count
    from app.assortment import actions
    from app.assortment.models import PriceList
    from app.config import Config
    from app.db import begin_write
    from app.factory import create_app
    from app.history import Actor
    from tests.databases import MOMENT, SECRET

    app = create_app(Config(mode="demo", data_dir=Path(folder), database_url=url, secret_key=SECRET))
    data = (Path(folder) / "list.xlsx").read_bytes()
    before, began, spent = _peak(), time.perf_counter(), time.process_time()
    with app.app_context(), web.store.sessionmaker() as session:
        begin_write(session)
        found = actions.plan_prices(session, data, int(supplier), columns={})
        row = actions.keep_prices(session, data, found, supplier_id=int(supplier), file_name="x.xlsx", me=1, at=MOMENT)
        session.commit()
        count, kept, shown = len(found.steps), row.id, time.perf_counter() - began
        del found  # the pages do the rest in a request of its own
        session.expunge_all()
        begin_write(session)
        row = session.get_one(PriceList, kept)
        actions.apply_prices(session, row, digest=row.digest, actor=Actor(None, "bench"), at=MOMENT)
        session.commit()
        web.store.engine.dispose()
    whole = time.perf_counter() - began
    spent = time.process_time() - spent
    print(f"{kind}: {count} prices, file {len(data) / 1024:.0f} kB: dry run {shown:.1f} s, "
          f"with the deed {whole:.1f} s ({spent:.1f} s of the processor's), "
          f"peak {_peak():.0f} MB ({before:.0f} before)")  # fmt: skip
    if whole > MOST_SECONDS or _peak() > MOST_MEGABYTES:
        print(f"OVER: at most {MOST_SECONDS} s and {MOST_MEGABYTES} MB")


def _fill(session: object) -> int:
    """Many items of one supplier, written plainly; returns the supplier."""
    import sqlalchemy as sa  # here: what the parent process has loaded must not count

    from app.assortment.models import Item, Supplier
    from app.assortment.queries.content import content_of

    supplier = session.scalar(sa.select(Supplier.id).limit(1))  # type: ignore[attr-defined]  # a session
    like = content_of(session.scalars(sa.select(Item).where(Item.kind == "av_projector").limit(1)).first() or  # type: ignore[attr-defined]  # a session
                      session.scalars(sa.select(Item).where(~Item.governed).limit(1)).one())  # type: ignore[attr-defined]  # fmt: skip
    for first in range(0, ROWS, 500):
        session.execute(sa.insert(Item), _items(like, supplier, first))  # type: ignore[attr-defined]  # a session
    _begin_histories(session, supplier)
    return int(supplier)


def _begin_histories(session: object, supplier: int) -> None:
    """Each item's first change, as the catalogue keeps it."""
    import sqlalchemy as sa  # here: as above

    from app.assortment.models import AppliedChange, Item, ItemChange
    from tests.databases import MOMENT

    common = {
        "change": "facts",
        "effective_on": MOMENT.date(),
        "content": {},
        "made_by_name": "bench",
        "made_at": MOMENT,
    }
    ids = session.scalars(sa.select(Item.id).where(Item.supplier_id == supplier)).all()  # type: ignore[attr-defined]  # a session
    for first in range(0, len(ids), 500):
        rows = [{"item_id": key, **common} for key in ids[first : first + 500]]
        session.execute(sa.insert(ItemChange), rows)  # type: ignore[attr-defined]  # a session
    begun = sa.select(ItemChange.id, sa.literal(1)).where(ItemChange.made_by_name == "bench")
    session.execute(sa.insert(AppliedChange).from_select(["change_id", "version"], begun))  # type: ignore[attr-defined]  # a session


def _items(like: dict[str, object], supplier: int, first: int) -> list[dict[str, object]]:
    from app.assortment.queries.content import CONTENT  # here: as above

    return [
        {**{name: like[name] for name in CONTENT}, "slug": f"b-{n}", "article": f"B{n}", "supplier_id": supplier,
         "state": "draft", "governed": False, "decision": "", "popularity": 0}
        for n in range(first, first + 500)
    ]  # fmt: skip


def _file() -> bytes:
    import xlsxwriter  # here: as above

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Artikelnummer", "Benämning", "Pris"])
        for n in range(ROWS):
            page.write_row(n + 1, 0, [f"B{n}", f"Vara {n}", 100 + n / 100])
    return out.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
