"""TOML tables into frozen dataclasses: known keys, right types, one-sentence complaints."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from .errors import SourceInvalid

Record = TypeVar("Record")

_WORDS: dict[object, str] = {
    str: "a string",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    tuple: "a list of strings",
    dict: "a table of strings",
}


def read_record(record: type[Record], table: object, where: str) -> Record:
    """Return a `record` made of `table`; `where` names the table in complaints. SourceInvalid otherwise."""
    if not isinstance(table, Mapping):
        raise SourceInvalid(f"{where} has to be a table, with lines like key = value under it.")
    names = _settable(record)
    _check_keys(table, names, where)
    hints = get_type_hints(record)
    values = {key: read_value(hints[key], value, f"{where}: {key}") for key, value in table.items()}
    return record(**values)


def read_value(kind: Any, value: object, where: str) -> Any:
    """Return `value` as `kind`: str, bool, int, float, tuple[str, ...], dict[str, str] or a dataclass."""
    if get_origin(kind) is UnionType:
        kind = next(option for option in get_args(kind) if option is not NoneType)
    if is_dataclass(kind) and isinstance(kind, type):
        return read_record(kind, value, where)
    plain = get_origin(kind) or kind
    if plain is tuple and isinstance(value, list) and all(isinstance(one, str | int) for one in value):
        return tuple(read_value(get_args(kind)[0], one, where) for one in value)
    if plain is dict and isinstance(value, dict):
        return {str(key): read_value(str, inner, f"{where}.{key}") for key, inner in value.items()}
    return _scalar(plain, value, where)


def _scalar(plain: Any, value: object, where: str) -> Any:
    if plain is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if plain in (str, bool, int, float) and type(value) is plain:
        return value
    raise SourceInvalid(f"{where} has to be {_WORDS.get(plain, 'something else')}, and is {value!r}.")


def _settable(record: Any) -> dict[str, bool]:
    """Return the names that a file may set, each with whether it must."""
    return {
        one.name: one.default is MISSING and one.default_factory is MISSING
        for one in fields(record)
        if not one.metadata.get("computed")
    }


def _check_keys(table: Mapping[str, object], names: Mapping[str, bool], where: str) -> None:
    unknown = sorted(table.keys() - names.keys())
    if unknown:
        known = ", ".join(sorted(names))
        raise SourceInvalid(f"{where} has an unknown key {unknown[0]!r}; the known keys are {known}.")
    missing = sorted(name for name, needed in names.items() if needed and name not in table)
    if missing:
        raise SourceInvalid(f"{where} lacks the key {missing[0]!r}; add it.")
