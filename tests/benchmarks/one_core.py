"""One core: work in a process of its own that is held to a single core, and what it says."""

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor


def hold_to_one_core(pid: int = 0) -> None:
    """Keep a process that has just begun (0: this one) to one core, where the system can do that."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(pid, {min(os.sched_getaffinity(pid))})


def one_core() -> ProcessPoolExecutor:
    """A process that is held to one core; it keeps what it has loaded from one piece of work to the next."""
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=hold_to_one_core)


def speed_of(pool: ProcessPoolExecutor, work: Callable[[], float]) -> Callable[[], float]:
    """The same work, done in that process."""
    return lambda: pool.submit(work).result()
