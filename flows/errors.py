"""What can go wrong around the steps; every message is one sentence that says what to do.

FlowsError
├── ConfigInvalid      the settings cannot be used
├── NoSourceChosen     a run without any source to read
├── ContactMissing     a public site would be asked without saying who asks
├── NotInQuarantine    `otklik load --trust` names a crawl that is not there
├── MappingInvalid     `--map` is not of the form COLUMN=FIELD
├── InputUnreadable    a file given to a command cannot be read
├── CorrectionInvalid  a file of corrections says something that cannot be taken in
├── OutputExists       a folder or file is in the way and is not ours to remove
├── KeyUnusable        the author key is there and cannot be used
├── ServerNotStarted   the temporary Prefect server did not come up
├── AnnotatorIncomplete  fewer annotations came back than texts went in
├── StepsRed           a step ended with problems after doing what it could; `problems` lists them
└── ChecksFailed       `otklik doctor` found something broken
"""

import errno
import sys
from collections.abc import Iterator, Sequence

_PACKAGES = ("crawlers", "nlp", "warehouse", "demo", "reports")


class FlowsError(Exception):
    """The root: whatever the flows and the command line report on purpose."""


class ConfigInvalid(FlowsError):
    """The settings cannot be used."""


class NoSourceChosen(FlowsError):
    """A run was asked for, and no source is enabled or named."""


class ContactMissing(FlowsError):
    """A public site would be asked without a contact in the user agent."""


class NotInQuarantine(FlowsError):
    """There is no crawl of that name in quarantine."""


class MappingInvalid(FlowsError):
    """A `--map` is not of the form COLUMN=FIELD."""


class InputUnreadable(FlowsError):
    """A file given to a command cannot be read."""


class CorrectionInvalid(FlowsError):
    """A file of corrections says something that cannot be taken in; none of it was."""


class OutputExists(FlowsError):
    """A folder is in the way that this program did not make, or a file that a person may have worked on."""


class KeyUnusable(FlowsError):
    """The author key is there and cannot be used."""


class ServerNotStarted(FlowsError):
    """The temporary Prefect server did not come up."""


class AnnotatorIncomplete(FlowsError):
    """Fewer annotations came back than texts went in."""


class StepsRed(FlowsError):
    """Some of the work failed; the rest was done."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


class ChecksFailed(FlowsError):
    """At least one check of `otklik doctor` failed."""


def known_errors() -> tuple[type[Exception], ...]:
    """The roots of all the errors that are raised on purpose, without importing what is not imported yet."""
    return (FlowsError, *_loaded_roots())


def say_os_error(error: OSError) -> str:
    """One sentence about a file that the system refused, with what to do."""
    reason, path = error.strerror or str(error), error.filename
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"The disk is full ({path or reason}): free some space and run it again, nothing is lost."
    if path is None:
        return f"The system refuses ({reason}): mend that and run it again."
    if error.errno == errno.ENOENT:
        return f"There is no {path}: check the path in the settings or on the command line."
    return f"{path} cannot be used ({reason}): check its rights, or set `data_dir` to another folder."


def _loaded_roots() -> Iterator[type[Exception]]:
    for package in _PACKAGES:
        module = sys.modules.get(f"{package}.errors")
        for thing in vars(module).values() if module else ():
            if (
                isinstance(thing, type)
                and thing.__base__ is Exception
                and thing.__module__ == f"{package}.errors"
            ):
                yield thing
