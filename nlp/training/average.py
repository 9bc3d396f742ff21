"""The mean of the weights of networks that were taught on from one another.

    python -m nlp.training average --network DIR --network DIR --out DIR

What the one learned late and the other had not yet forgotten meet half-way, at no cost when reading
(Wortsman et al. 2022, "Model soups"). The networks have to be of one shape.
"""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

import torch

from nlp.training.network import Network
from nlp.training.steps import log_scores, make_parser, run_step


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0, or 1 with one sentence on stderr."""
    parser = make_parser("average", __doc__)
    parser.add_argument("--network", type=Path, action="append", required=True, help="two of them or more")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    return run_step(lambda: _run(options))


def _run(options: argparse.Namespace) -> None:
    average(options.network, options.out)
    log_scores(options, {"step": "average", "networks": [folder.name for folder in options.network]})


def average(folders: Sequence[Path], out: Path) -> None:
    """Write the mean of the networks, and the tokenizer of the first, to `out`."""
    networks = [Network.load(folder) for folder in folders]
    states = [network.state_dict() for network in networks]
    mean = {
        name: torch.stack([state[name] for state in states]).mean(dim=0)
        if value.is_floating_point()
        else value
        for name, value in states[0].items()
    }
    networks[0].load_state_dict(mean)
    networks[0].save(out)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(folders[0] / name, out / name)
