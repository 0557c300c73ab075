import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.workbench.patience import (
    FORGOTTEN_AFTER,
    FREE_TRIES,
    FREE_TRIES_OF_A_NETWORK,
    LONGEST_WAIT,
    Patience,
    TooManyTries,
    network_of,
)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def tries(patience: Patience, count: int, network: str = "192.0.2.0/24", account: str = "a@example.org") -> None:
    for _ in range(count):
        patience.begin(network, account)


def test_each_wrong_try_after_the_free_ones_waits_longer_and_never_over_the_longest() -> None:
    clock = Clock()
    patience = Patience(clock)
    tries(patience, FREE_TRIES)
    waits = []
    for _ in range(10):
        with pytest.raises(TooManyTries) as refused:
            tries(patience, 1)
        waits.append(refused.value.wait)
        clock.now += refused.value.wait
        tries(patience, 1)
    assert waits[:4] == [1.0, 2.0, 4.0, 8.0]
    assert waits[-1] == LONGEST_WAIT


def test_nobody_is_kept_out_by_wrong_tries_from_another_network() -> None:
    patience = Patience(Clock())
    tries(patience, FREE_TRIES)
    tries(patience, 1, network="198.51.100.0/24")


def test_a_network_that_tries_many_accounts_is_slowed_down() -> None:
    patience = Patience(Clock())
    for number in range(FREE_TRIES_OF_A_NETWORK):
        tries(patience, 1, account=f"{number}@example.org")
    with pytest.raises(TooManyTries):
        tries(patience, 1, account="one-more@example.org")


def test_a_success_and_time_forget() -> None:
    clock = Clock()
    patience = Patience(clock)
    tries(patience, FREE_TRIES)
    patience.succeeded("192.0.2.0/24", "a@example.org")
    tries(patience, FREE_TRIES)
    clock.now += FORGOTTEN_AFTER
    tries(patience, FREE_TRIES)


@given(st.text())
def test_any_address_has_a_network(address: str) -> None:
    assert network_of(address)


def test_neighbours_share_a_network() -> None:
    assert network_of("192.0.2.7") == network_of("192.0.2.200") == "192.0.2.0/24"
    assert network_of("2001:db8::1") == "2001:db8::/64"
    assert network_of(None) == "unknown"
