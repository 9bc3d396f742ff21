"""Why a request brought no page, in words for a visit's reason."""

from scrapy.exceptions import IgnoreRequest

_MEANINGS = (  # a part of the exception's name, and what it means to a reader
    ("Timeout", "no answer in time"),
    ("Refused", "connection refused"),
    ("CannotResolve", "its name does not resolve to an address that may be asked"),
)


def failure_words(error: BaseException | None) -> str:
    """Return what happened in a few words, never empty."""
    said, name = " ".join(str(error).split()), type(error).__name__
    if "DOWNLOAD_MAXSIZE" in said or name == "DownloadCancelledError":
        return "the page is larger than 32 MiB"
    if isinstance(error, IgnoreRequest) and said:
        return said
    return next((words for part, words in _MEANINGS if part in name), f"{name}: {said}" if said else name)
