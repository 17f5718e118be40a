"""What the whole database holds, as one number for each table: to see that something did or did not happen."""

import os

import psycopg
from psycopg import sql

# Last seen of a session, kept by the sign-in library outside of any act; what a failed upload leaves to be swept.
NOT_COUNTED = ("usersessions_usersession", "django_session", "heyi_cache", "files_written")

Taken = dict[str, tuple[int, int]]


class Digest:
    """Reads as the owner, who sees the rows of all companies. Sequences are not counted: they never go back."""

    def __init__(self, name: str) -> None:
        self.connection = psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=name, autocommit=True)
        tables = self.connection.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
            " AND relnamespace = 'public'::regnamespace AND NOT relname = ANY(%s) ORDER BY 1",
            [list(NOT_COUNTED)],
        ).fetchall()
        one = sql.SQL(
            "SELECT {name}::text, count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM {table} t"
        )
        parts = [one.format(name=sql.Literal(table), table=sql.Identifier(table)) for (table,) in tables]
        self.query = sql.SQL(" UNION ALL ").join(parts)

    def taken(self) -> Taken:
        """Rows and their hash by table, now."""
        return {name: (count, int(total)) for name, count, total in self.connection.execute(self.query).fetchall()}

    def changes(self, before: Taken) -> list[str]:
        """The tables that are not what they were."""
        now = self.taken()
        return [name for name in now if now[name] != before.get(name)]

    def close(self) -> None:
        self.connection.close()
