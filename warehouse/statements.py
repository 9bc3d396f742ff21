"""The SQL files of this package: read once, run statement by statement with the parameters each one names."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

from duckdb import DuckDBPyConnection


@cache
def statement(folder: str, name: str) -> str:
    """The text of `<folder>/<name>.sql`."""
    return (resources.files(__package__) / folder / f"{name}.sql").read_text(encoding="utf-8")


def run_statements(
    connection: DuckDBPyConnection, text: str, parameters: Mapping[str, object]
) -> DuckDBPyConnection:
    """Run every statement of `text`; the result of the last one can be fetched from what comes back."""
    for part in connection.extract_statements(text):
        connection.execute(part, {name: parameters[name] for name in part.named_parameters})
    return connection
