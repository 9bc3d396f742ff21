"""What a failed command may say, and what must still be there after it."""

import json
import re
import subprocess
from pathlib import Path

from tests.pipeline.places import Place

PROGRESS = re.compile(r"\d\d:\d\d:\d\d ")  # our own lines of what is going on
LONGEST = 420  # characters; more is no sentence that one reads at seven in the morning
REVIEWS = [
    {"id": 1, "author": "Маша", "date": "2026-02-01", "text": "Кедрон игнорирует мои заявки третий день!"},
    {"id": 2, "author": "Пётр", "date": "2026-02-02", "text": "ТелеВетер починил за час, спасибо мастеру."},
    {"id": 3, "author": "Оля", "date": "2026-02-03", "text": "Стожар снова списал деньги за простой."},
]
LINE = json.dumps(REVIEWS[0], ensure_ascii=False)


def sentence(done: "subprocess.CompletedProcess[str]") -> str:
    """The one sentence on stderr of a command that failed, beside its progress."""
    lines = [line for line in done.stderr.splitlines() if not PROGRESS.match(line)]
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("otklik: ")
    assert not lines[0].startswith("otklik: Unexpected")
    assert len(lines[0]) < LONGEST, lines[0]
    assert not re.search(r"Traceback|Error\b|Exception|Errno", done.stderr), done.stderr
    return lines[0].removeprefix("otklik: ")


def files(folder: Path) -> dict[str, bytes]:
    """The files below the folder; masked copies of messages are made anew by each load."""
    found = (path for path in folder.rglob("*") if path.is_file() and "masked" not in path.name)
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def whole(place: Place) -> tuple[object, ...]:
    """Everything that must not be lost: the writer's tables, what is in landing, what readers see."""
    return place.content("raw"), files(place.landing), place.snapshot.read_bytes()
