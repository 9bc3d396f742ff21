"""Questions to the published snapshot: the named ones of `queries/`, and people's own SQL."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection, StatementType

from .connection import open_snapshot, said_by_duckdb
from .errors import QueryFailed, QueryRefused, UnknownProvider, UnknownQuery, WarehouseError
from .statements import statement
from .tabular import Table

_PARAMETER = re.compile(r"\$(provider|since|until)\b")
_READING = (StatementType.SELECT, StatementType.EXPLAIN)
_PROVIDERS = "SELECT DISTINCT provider, name FROM raw.providers ORDER BY provider"

_NOT_THERE = (duckdb.BinderException, duckdb.CatalogException)
_OUT_OF_DATE = (
    "The published snapshot was made by another version of otklik, the query {name} does not fit it:"
    " run `otklik build`, then `otklik publish`."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A named question; `parameters` are those of provider, since and until that it takes."""

    name: str
    title: str
    parameters: tuple[str, ...]


def list_queries() -> list[Query]:
    """Every named question, in the order of the names."""
    return [_query(name) for name in _names()]


def run_query(
    snapshot: Path,
    name: str,
    *,
    provider: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Table:
    """The answer to a named question; None means all. `provider` is a slug or a name of the catalogue.

    Raises `UnknownQuery`, `UnknownProvider`, `SnapshotMissing`, and `QueryFailed` for a limit that the query
    does not take or marts that it does not fit.
    """
    query = _find(name)
    values: dict[str, object] = {"provider": provider, "since": since, "until": until}
    _check_taken(query, values)
    with open_snapshot(snapshot) as connection:
        values["provider"] = find_provider(connection, provider)
        wanted = {parameter: values[parameter] for parameter in query.parameters}
        try:
            return _fetch(connection, statement("queries", name), wanted)
        except QueryFailed as error:
            if isinstance(error.__cause__, _NOT_THERE):
                raise QueryFailed(_OUT_OF_DATE.format(name=name)) from error
            raise


def run_sql(snapshot: Path, text: str) -> Table:
    """The answer to one SELECT on the snapshot; raises `QueryRefused` for what writes or reads files."""
    with open_snapshot(snapshot) as connection:
        connection.execute("SET lock_configuration = true")
        return _fetch(connection, _single_reading(connection, text), {})


def _names() -> list[str]:
    files = (resources.files(__package__) / "queries").iterdir()
    return sorted(file.name.removesuffix(".sql") for file in files if file.name.endswith(".sql"))


def _query(name: str) -> Query:
    text = statement("queries", name)
    title = text.partition("\n")[0].removeprefix("--").strip()
    return Query(name=name, title=title, parameters=tuple(dict.fromkeys(_PARAMETER.findall(text))))


def _find(name: str) -> Query:
    known = {query.name: query for query in list_queries()}
    if name not in known:
        raise UnknownQuery(f"There is no query {name}: choose one of {', '.join(known)}.")
    return known[name]


def _check_taken(query: Query, values: Mapping[str, object]) -> None:
    for parameter, value in values.items():
        if value is not None and parameter not in query.parameters:
            taken = ", ".join(query.parameters) or "nothing"
            raise QueryFailed(f"The query {query.name} takes no {parameter}, leave it out; it takes {taken}.")


def find_provider(connection: DuckDBPyConnection, provider: str | None) -> str | None:
    """The slug of a provider given by slug or name, None for None; raises `UnknownProvider`."""
    if provider is None:
        return None
    catalogue: list[tuple[str, str]] = connection.execute(_PROVIDERS).fetchall()
    wanted = provider.strip().casefold()
    for slug, name in catalogue:
        if wanted in (slug.casefold(), name.casefold()):
            return slug
    known = ", ".join(sorted({slug for slug, _ in catalogue})) or "none yet"
    raise UnknownProvider(f"There is no provider {provider}: the known ones are {known}.")


def _single_reading(connection: DuckDBPyConnection, text: str) -> str:
    try:
        statements = connection.extract_statements(text)
    except duckdb.Error as error:
        raise _failure(error) from error
    if len(statements) != 1 or statements[0].type not in _READING:
        raise QueryRefused("The snapshot is for reading: give one SELECT statement.")
    return text


def _fetch(connection: DuckDBPyConnection, text: str, parameters: Mapping[str, object]) -> Table:
    try:
        result = connection.execute(text, parameters)
        described = result.description or []
        rows = result.fetchall()
    except duckdb.Error as error:
        raise _failure(error) from error
    return Table(
        columns=tuple(_distinct(str(column[0]) for column in described)),
        types=tuple(str(column[1]) for column in described),
        rows=tuple(rows),
    )


def _distinct(names: Iterable[str]) -> Iterator[str]:
    """The names as they are, a repeated one with its place after it."""
    met: set[str] = set()
    for place, name in enumerate(names, start=1):
        yield f"{name}_{place}" if name in met else name
        met.add(name)


def _failure(error: duckdb.Error) -> WarehouseError:
    said = said_by_duckdb(error)
    if isinstance(error, duckdb.PermissionException) or "read-only mode" in said or "has been locked" in said:
        return QueryRefused(
            f"The snapshot is for reading its own tables: leave out files and settings ({said})."
        )
    return QueryFailed(f"The query does not run, mend it and try again: {said}")
