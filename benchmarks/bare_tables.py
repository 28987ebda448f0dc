"""The tables of bare Django, with as many ideas as the product has."""

from django.db.backends.base.base import BaseDatabaseWrapper

SCHEMA = """
CREATE TABLE bare_idea (
    id bigserial PRIMARY KEY, title text NOT NULL, summary text NOT NULL, team text NOT NULL
);
CREATE TABLE bare_score (
    id bigserial PRIMARY KEY, idea bigint NOT NULL REFERENCES bare_idea, criterion int NOT NULL, points int NOT NULL
);
CREATE TABLE bare_ballot (
    id bigserial PRIMARY KEY, voter bigint NOT NULL, choices text NOT NULL, cast_at timestamptz NOT NULL DEFAULT now()
);
"""


def prepare(connection: BaseDatabaseWrapper, rows: int) -> None:
    """Make and fill the tables `benchmarks.bare` reads and writes."""
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA)
        cursor.execute(
            "INSERT INTO bare_idea (title, summary, team) "
            "SELECT 'アイデア ' || n, 'ひとことで言うと、' || n || ' 番目の道です。', 'チーム ' || n "
            "FROM generate_series(1, %s) n",
            [rows],
        )
        cursor.execute(
            "INSERT INTO bare_score (idea, criterion, points) "
            "SELECT idea, criterion, 1 + (idea + criterion) % 5 FROM generate_series(1, 40) idea, generate_series(1, 5) criterion"
        )
        cursor.execute("CREATE INDEX ON bare_score (idea)")
