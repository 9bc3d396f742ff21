"""`python -m crawlers SPEC.json` (or `-` for standard input): one crawl, one landing folder.

Exits with 0 when at least one message landed, with 1 and one sentence on stderr otherwise.
"""

import os
import sys
from pathlib import Path

from .errors import CrawlerError
from .parent import die_with_parent
from .spec import read_spec


def main(arguments: list[str]) -> int:
    """Crawl as the file named in `arguments` orders and return the exit code."""
    die_with_parent()
    if len(arguments) != 1:
        sys.stderr.write("Usage: python -m crawlers SPEC.json\n")
        return 2
    try:
        text = sys.stdin.read() if arguments[0] == "-" else Path(arguments[0]).read_text(encoding="utf-8")
        spec = read_spec(text)
        from .crawl import crawl

        crawl(spec)
    except (CrawlerError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)  # all is written and synced; the interpreter's own tidying takes longer than a small crawl
