"""Values of JSON that strangers wrote: anything may be absent, of another type, or nonsense."""

import json

_LARGEST = 10**18


def read_json(text: str) -> object:
    """Return what the JSON text holds, None where it is none (or nested without end)."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def whole(value: object) -> int | None:
    """Return a whole number, also one in a string, None for anything else and for numbers without end."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < len(str(_LARGEST)):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST:
        return value
    return None
