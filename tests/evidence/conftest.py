"""What the evidence room's tests stand on: a real database with one service's inspection."""

import pytest

from feedback.store.database import Database
from tests.conftest import KeyRing
from tests.evidence.planting import Planter, plant


@pytest.fixture
def planter(sqlite: Database, key_ring: KeyRing) -> Planter:
    """One inspection on SQLite, without responses yet."""
    return plant(sqlite, key_ring.workbench)
