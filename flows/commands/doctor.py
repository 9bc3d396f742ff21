"""`otklik doctor`: what is in order, what is not, and how to mend it."""

from .output import say


def doctor() -> None:
    """Check settings, sources, model, warehouse and disk; exit code 1 if something is broken."""
    from flows.checks import Level, examine
    from flows.config import load_settings
    from flows.errors import ChecksFailed

    failed = 0
    for finding in examine(load_settings()):
        say(f"{finding.level.value:<5}{finding.about:<12}{finding.text}")
        failed += finding.level is Level.FAIL
    if failed:
        raise ChecksFailed(f"{failed} of the checks failed: the lines that begin with fail say what to do.")
