"""A PostgreSQL database that is put back as it was: the rows of the tables that were touched, and every sequence.

Making a database anew for every test costs more than most tests do. So a copy of all rows lies in a schema of its own,
triggers note which tables anybody changes, and only those are filled again. A change of the tables themselves is
noted too; then the caller makes the database anew.
"""

from __future__ import annotations

import sqlalchemy as sa

SHAPE = "*"
SET_UP = """
CREATE SCHEMA spare;
CREATE UNLOGGED TABLE spare.touched (name text NOT NULL);
CREATE FUNCTION spare.touch() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN INSERT INTO spare.touched VALUES (TG_TABLE_NAME); RETURN NULL; END $$;
CREATE FUNCTION spare.reshape() RETURNS event_trigger LANGUAGE plpgsql AS
  $$ BEGIN INSERT INTO spare.touched VALUES ('*'); END $$;
CREATE TABLE spare.place AS SELECT sequencename AS name, last_value AS place, start_value AS start
  FROM pg_sequences WHERE schemaname = 'public';
"""
KEEP = """
CREATE TABLE spare."{table}" AS TABLE public."{table}";
CREATE TRIGGER zz_touch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public."{table}"
  FOR EACH STATEMENT EXECUTE FUNCTION spare.touch();
"""
# Last of all, since it notes what comes after it.
WATCH = "CREATE EVENT TRIGGER reshape ON ddl_command_end EXECUTE FUNCTION spare.reshape()"
PUT_BACK = """
DELETE FROM public."{table}";
INSERT INTO public."{table}" ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM spare."{table}";
"""
OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
SEQUENCES = """
SELECT setval(('public.' || quote_ident(name))::regclass, coalesce(place, start), place IS NOT NULL) FROM spare.place
"""
TABLES = """
SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) AS columns
FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER' GROUP BY table_name
"""


def keep(admin: sa.Connection) -> None:
    """Copy every row aside and watch the tables from now on."""
    admin.exec_driver_sql(SET_UP)
    for table in _tables(admin):
        admin.exec_driver_sql(KEEP.format(table=table))
    admin.exec_driver_sql(WATCH)


class Spare:
    """The way back to how a database was when its rows were kept."""

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url, pool_size=1)
        with self.engine.begin() as admin:
            self.tables = _tables(admin)

    def put_back(self) -> bool:
        """Put rows and sequences back, close others' connections; False when the tables themselves have changed."""
        with self.engine.begin() as admin:
            admin.exec_driver_sql(OTHERS)
            touched = set(admin.scalars(sa.text("SELECT DISTINCT name FROM spare.touched")))
            if SHAPE in touched:
                return False
            if touched:
                self._fill(admin, sorted(touched))
            admin.exec_driver_sql(SEQUENCES)
        return True

    def _fill(self, admin: sa.Connection, touched: list[str]) -> None:
        # As a replica no trigger fires: neither the keys' nor those that forbid a change.
        admin.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table in touched:
            admin.exec_driver_sql(PUT_BACK.format(table=table, columns=self.tables[table]))
        admin.exec_driver_sql("DELETE FROM spare.touched")

    def close(self) -> None:
        """Let the database go."""
        self.engine.dispose()


def _tables(admin: sa.Connection) -> dict[str, str]:
    return {row.table_name: row.columns for row in admin.execute(sa.text(TABLES))}
