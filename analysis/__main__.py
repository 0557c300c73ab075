"""The analysis on the command line: tag texts as JSON Lines, train the model from the examples, measure it."""

import argparse
import sys

from analysis import lines


def main() -> int:
    """Run one command and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("tag", help="JSON Lines in (id, text; optionally language, audience, question), one answer a line out")
    commands.add_parser("train", help="make the model file from analysis/examples (needs scikit-learn)")
    measure = commands.add_parser(
        "measure", help="measure: on analysis/gold, and out of fold on the examples (needs scikit-learn)"
    )
    measure.add_argument("--gold-only", action="store_true", help="leave the examples out")
    chosen = parser.parse_args()
    if chosen.command == "tag":
        return lines.tag(sys.stdin.buffer, sys.stdout.buffer)
    # scikit-learn is a development dependency: what serves people never imports it.
    if chosen.command == "train":
        from analysis import train  # noqa: PLC0415

        return train.main()
    from analysis import measure as measuring  # noqa: PLC0415

    return measuring.main(gold_only=chosen.gold_only)


if __name__ == "__main__":
    sys.exit(main())
