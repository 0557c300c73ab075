"""`python -m tests.benchmarks [NAME …]`: measure and print, all of it or what is named."""

import signal
import sys
import time
from collections.abc import Callable, Mapping

from tests.benchmarks import end_to_end, first_page, passages, submission, weight

BENCHMARKS: Mapping[str, Callable[[], None]] = {
    "submission": submission.run,
    "first-page": first_page.run,
    "passages": passages.run,
    "weight": weight.run,
    "end-to-end": end_to_end.run,
}


def main(names: list[str]) -> int:
    """Run them; 2 for a name that there is not."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"No benchmark is called {unknown[0]}. There are: {', '.join(BENCHMARKS)}.")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers which were started are ended too
    began = time.monotonic()
    print("Medians of rounds taken in turn, with the spread in brackets. Only ratios compare between machines.")
    for name in names or BENCHMARKS:
        BENCHMARKS[name]()
    print(f"\n{time.monotonic() - began:.0f} seconds.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
