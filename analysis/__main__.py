"""The analysis on the command line: tag texts as JSON Lines, train the model from the examples, measure it."""

import argparse
import os
import sys
from pathlib import Path

from analysis import lines
from analysis.chosen import ModelDoesNotFit
from analysis.embedder import PACKAGED, UnusableEmbedder
from analysis.reader import Reader

REFUSED = 2


def main() -> int:
    """Run one command and return its exit status."""
    asked = _arguments().parse_args()
    try:
        return _run(asked)
    except (UnusableEmbedder, ModelDoesNotFit) as refusal:
        print(f"Error: {refusal}", file=sys.stderr)
        return REFUSED


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    tag = commands.add_parser(
        "tag", help="JSON Lines in (id, text; optionally language, audience, question), one answer a line out"
    )
    train = commands.add_parser("train", help="make the model file from analysis/examples (needs scikit-learn)")
    commands.add_parser("tune", help="tune the packaged encoder to analysis/examples, about an hour (needs JAX); then train")
    measure = commands.add_parser(
        "measure",
        help="measure on analysis/gold and write the model card; with another embedder or model, compare it with the packaged "
        "one: status 1 where it may not be adopted (needs scikit-learn)",
    )
    measure.add_argument(
        "--short", action="store_true", help="only compare with the card; status 1 on a fall beyond its intervals"
    )
    train.add_argument("--out", type=Path, help="where the model file goes; needed for another embedder than the packaged one")
    for command in (tag, train, measure):
        command.add_argument(
            "--embedder",
            default=os.environ.get("ANALYSIS_EMBEDDER", PACKAGED),
            help="packaged, none (words alone), or the directory of another one (ANALYSIS_EMBEDDER)",
        )
    for command in (tag, measure):
        command.add_argument(
            "--model",
            type=Path,
            default=os.environ.get("ANALYSIS_MODEL"),
            help="a model file made for the embedder, in place of the packaged one (ANALYSIS_MODEL)",
        )
    return parser


def _run(asked: argparse.Namespace) -> int:
    if asked.command == "tag":
        return lines.tag(sys.stdin.buffer, sys.stdout.buffer, Reader.load(embedder=asked.embedder, model_file=asked.model))
    # scikit-learn and JAX are development dependencies: what serves people never imports them.
    if asked.command == "train":
        from analysis import model, train  # noqa: PLC0415

        if asked.out is None and asked.embedder != PACKAGED:
            raise UnusableEmbedder("the packaged model is for the packaged embedder: say with --out where this one goes")
        return train.main(asked.embedder, asked.out or model.FILE)
    if asked.command == "tune":
        from analysis.tuning import tune  # noqa: PLC0415

        return tune.main()
    if asked.embedder != PACKAGED or asked.model is not None:
        from analysis import candidate  # noqa: PLC0415

        return candidate.main(asked.embedder, asked.model)
    from analysis import card  # noqa: PLC0415

    return card.main(short=asked.short)


if __name__ == "__main__":
    sys.exit(main())
