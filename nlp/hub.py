"""Another transformer for the attitude: a folder or the name of one on a hub, through transformers.pipeline.

For people who have a graphics card or the internet; needs the extra `hub`. It has to be a text classification
model with negative, neutral and positive among its labels. Acts are then told by the rules alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from .annotation import Scores
from .errors import ModelCorrupt, ModelMissing
from .framing import Framed
from .sentiment import Opinion

_BATCH = 32
_SIDES = {
    "negative": re.compile(r"^(neg|negative|отриц|негат)", re.IGNORECASE),
    "neutral": re.compile(r"^(neu|neutral|нейтр)", re.IGNORECASE),
    "positive": re.compile(r"^(pos|positive|полож|позит)", re.IGNORECASE),
}


class HubSentiment:
    """Attitudes of whole texts by any classifier; made by `load_hub`."""

    def __init__(self, name: str) -> None:
        """ModelMissing or ModelCorrupt say what to do."""
        self._pipeline = _open(name)
        self._sides = _match_labels(name, self._pipeline.model.config.id2label.values())
        commit = getattr(self._pipeline.model.config, "_commit_hash", None)
        self._identity = f"{name}@{commit or _newest_change(name)}"

    @property
    def identity(self) -> str:
        """The model's name and commit, of a folder the time of its last change."""
        return self._identity

    def read(self, texts: Iterable[Framed]) -> Iterator[Opinion]:
        """One opinion per framed text, in order, lazily; clauses are not judged."""
        rest = iter(texts)
        while batch := list(islice(rest, _BATCH)):
            answers = self._pipeline([framed.text for framed in batch])
            for framed, answer in zip(batch, answers, strict=True):
                yield Opinion(self._scores(answer), (None,) * len(framed.clauses))

    def _scores(self, answer: Iterable[Mapping[str, Any]]) -> Scores:
        shares = dict.fromkeys(_SIDES, 0.0)
        for part in answer:
            if side := self._sides.get(part["label"]):
                shares[side] += float(part["score"])
        total = sum(shares.values()) or 1.0
        return Scores(**{side: share / total for side, share in shares.items()})


@cache
def load_hub(name: str) -> HubSentiment:
    """The model of that name or folder, read once in a process."""
    return HubSentiment(name)


def _open(name: str) -> Any:
    try:
        import torch  # noqa: F401 - transformers would say the same in a page of text
        from transformers import pipeline
    except ModuleNotFoundError as error:
        raise ModelMissing(
            f"The setting model = {name!r} needs {error.name}: install the extra with "
            "`pip install -e '.[hub]'`, or leave the setting out to take the shipped model."
        ) from error
    try:
        return pipeline("text-classification", model=name, top_k=None, truncation=True, batch_size=_BATCH)
    except Exception as error:  # transformers and the hub raise exceptions of many kinds
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelMissing(
            f"The model {name!r} cannot be loaded ({reason}): give a folder or a name that exists, "
            "or leave the setting out to take the shipped model."
        ) from error


def _match_labels(name: str, labels: Iterable[str]) -> dict[str, str]:
    found = {
        label: side for label in labels for side, pattern in _SIDES.items() if pattern.match(label.strip())
    }
    if missing := sorted(_SIDES.keys() - found.values()):
        raise ModelCorrupt(
            f"The model {name!r} has no label for {' and '.join(missing)}: "
            "its config.json has to name them in id2label."
        )
    return found


def _newest_change(name: str) -> str:
    folder = Path(name)
    times = [file.stat().st_mtime_ns for file in folder.iterdir()] if folder.is_dir() else []
    return str(max(times, default=0))
