"""What a chef answers about a case lies on a desk like everything else; a step may be asked anew."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BEFORE, AFTER = "'order', 'request', 'licence', 'exception', 'av'", "'order', 'case', 'licence', 'exception', 'av'"
UNIQUE = "uq_approval_request_matter_matter_id_step"
# The worker finds the right desk within a minute and writes to whoever it is.
ASK = """
INSERT INTO approval_request (matter, matter_id, step, unit_id, topic, requester_id, creator_id, label, facts, amount,
  line_count, summary, state, asked_at, decider_id, decider_name, relation, reason, reason_name, desk_at, moves, passed,
  answered, next_event, next_on, decided_name)
SELECT 'case', found.id, step.key, found.unit_id, '', found.requester_id, found.requester_id, found.number, found.facts,
  0, 1, found.subject, 'open', found.opened_at, NULL, '', 'nobody', 'none', '', found.opened_at, 0, '[]', '[]', 'look',
  {day}, ''
FROM service_case AS found JOIN case_step AS step ON step.case_id = found.id
WHERE found.state IN ('new', 'assigned', 'waiting') AND step.sort = 'yes' AND step.outcome = '' AND step.key <> 'it'
AND NOT EXISTS (SELECT 1 FROM case_step AS first WHERE first.case_id = found.id AND first.sort = 'yes'
  AND first.outcome = '' AND first.position < step.position)
"""


def upgrade() -> None:
    with _free():
        if _sqlite():
            _anew("approval_request", lambda sql: _less(sql, f"CONSTRAINT {UNIQUE}").replace(BEFORE, AFTER))
            op.drop_index("ix_service_case_decider", "service_case")
            _anew(
                "service_case",
                lambda sql: _less(sql, "decider_id", "decider_name", "CONSTRAINT fk_service_case_decider"),
            )
        else:
            op.drop_constraint(UNIQUE, "approval_request", type_="unique")
            _matters(AFTER)
            op.drop_index("ix_service_case_decider", "service_case")
            op.drop_column("service_case", "decider_id")
            op.drop_column("service_case", "decider_name")
    op.create_index("ix_approval_request_matter", "approval_request", ["matter", "matter_id"])
    waits = sa.text("state = 'open'")
    op.create_index(
        "uq_approval_request_open", "approval_request", ["matter", "matter_id", "step"], unique=True,
        sqlite_where=waits, postgresql_where=waits,
    )  # fmt: skip
    day = "date(found.opened_at)" if _sqlite() else "(found.opened_at AT TIME ZONE 'Europe/Stockholm')::date"
    op.execute(ASK.format(day=day))


def downgrade() -> None:
    op.execute("DELETE FROM decision WHERE request_id IN (SELECT id FROM approval_request WHERE matter = 'case')")
    op.execute("DELETE FROM approval_request WHERE matter = 'case'")
    op.drop_index("uq_approval_request_open", "approval_request")
    op.drop_index("ix_approval_request_matter", "approval_request")
    decider = [
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("decider_name", sa.String(length=120), nullable=False, server_default=""),
    ]
    with _free():
        if _sqlite():
            unique = f"CONSTRAINT {UNIQUE} UNIQUE (matter, matter_id, step)"
            _anew("approval_request", lambda sql: _more(sql.replace(AFTER, BEFORE), unique))
            key = "CONSTRAINT fk_service_case_decider_id FOREIGN KEY(decider_id) REFERENCES person (id)"
            columns = "decider_id INTEGER", "decider_name VARCHAR(120) DEFAULT '' NOT NULL"
            _anew("service_case", lambda sql: _more(sql, key, columns))
        else:
            _matters(BEFORE)
            op.create_unique_constraint(UNIQUE, "approval_request", ["matter", "matter_id", "step"])
            for column in decider:
                op.add_column("service_case", column)
            op.create_foreign_key(op.f("fk_service_case_decider_id"), "service_case", "person", ["decider_id"], ["id"])
    op.create_index("ix_service_case_decider", "service_case", ["decider_id", "state"])


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _matters(words: str) -> None:
    op.drop_constraint(op.f("ck_approval_request_matter_word"), "approval_request", type_="check")
    op.create_check_constraint(op.f("ck_approval_request_matter_word"), "approval_request", f"matter IN ({words})")


@contextmanager
def _free() -> Iterator[None]:
    """SQLite lets a table that others point at be made anew only while it does not look at references."""
    if not _sqlite():
        yield
        return
    _outside("COMMIT", "PRAGMA foreign_keys=OFF", "PRAGMA legacy_alter_table=ON")
    how = "ROLLBACK"
    try:
        yield
        how = "COMMIT"
    finally:
        _outside(how, "PRAGMA legacy_alter_table=OFF", "PRAGMA foreign_keys=ON")


def _outside(end: str, *pragmas: str) -> None:
    """End the transaction, set what only can be set between two, and begin another."""
    for statement in (end, *pragmas, "BEGIN IMMEDIATE"):
        op.execute(statement)


def _anew(table: str, change: Callable[[str], str]) -> None:
    """Make a table anew by its own words with a change, with its rows and indexes."""
    bind = op.get_bind()
    words = sa.text("SELECT sql FROM sqlite_master WHERE type = :sort AND tbl_name = :name AND sql IS NOT NULL")
    made = bind.execute(words, {"sort": "table", "name": table}).scalar_one()
    indexes = bind.execute(words, {"sort": "index", "name": table}).scalars().all()
    lines = change(made).partition("(")[2]
    op.execute(sa.text(f"CREATE TABLE new_{table} ({lines}".replace(":", "\\:")))
    before, after = _columns(table), _columns(f"new_{table}")
    kept = ", ".join(f'"{name}"' for name in after if name in before)
    op.execute(f"INSERT INTO new_{table} ({kept}) SELECT {kept} FROM {table}")
    op.drop_table(table)
    op.rename_table(f"new_{table}", table)
    for index in indexes:
        op.execute(index)


def _columns(table: str) -> list[str]:
    return [row[1] for row in op.get_bind().execute(sa.text(f"PRAGMA table_info({table})"))]


def _less(sql: str, *starts: str) -> str:
    """A table's words without the lines that begin so."""
    lines = [line for line in sql.split("\n") if not line.strip().startswith(starts)]
    return _joined(lines)


def _more(sql: str, constraint: str, columns: tuple[str, ...] = ()) -> str:
    """A table's words with columns first and a constraint last."""
    head, *lines, end = sql.split("\n")
    return _joined([head, *(f"\t{column}," for column in columns), *lines, f"\t{constraint},", end])


def _joined(lines: list[str]) -> str:
    """Lines of a table's words with a comma after each but the last."""
    head, *inside, end = [line for line in lines if line.strip()]
    parts = [line.rstrip().rstrip(",").rstrip() for line in inside]
    return "\n".join([head, ",\n".join(parts), end])
