"""One reader for all tests of the room: loading it takes about a second."""

import pytest

from analysis import Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader.load()
