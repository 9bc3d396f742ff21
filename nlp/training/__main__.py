"""The steps from the registry package to the shipped model: `python -m nlp.training STEP [OPTIONS]`.

convert ▶ pretrain ▶ finetune ▶ distil ▶ average ▶ export ▶ bounds ▶ compare. Each is seeded, writes a line
of scores to the log and tells its options with --help. They need the extra `train`.
"""

import sys
from collections.abc import Sequence
from importlib import import_module

from nlp.training.steps import run_step

STEPS = ("convert", "pretrain", "finetune", "distil", "average", "export", "bounds", "compare")


def main(arguments: Sequence[str]) -> int:
    """The exit status of the step; 2 where there is no such step."""
    step, *options = arguments or [""]
    if step not in STEPS:
        sys.stderr.write(f"{__doc__}\nThere is no step {step!r}: take one of {', '.join(STEPS)}.\n")
        return 2
    found = [0]

    def run() -> None:
        found[0] = import_module(f"nlp.training.{step}").main(options)

    return run_step(run) or found[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
