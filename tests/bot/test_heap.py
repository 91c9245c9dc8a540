"""What is set aside from the garbage collector is never garbage that would stay for good."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from bot import heap


class Node:
    """Something in a circle, which only the collector can take away."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_was_replaced_goes_although_it_was_set_aside() -> None:
    node = Node()
    heap.settle()
    assert gc.get_freeze_count()
    gone = ref(node)
    del node
    gc.collect()
    assert gone() is not None
    heap.resettle()
    assert gone() is None
    assert gc.get_freeze_count()


def test_where_nothing_was_set_aside_nothing_is() -> None:
    heap.resettle()
    assert not gc.get_freeze_count()


def test_the_collector_works_again_when_all_is_read_or_could_not_be() -> None:
    with pytest.raises(ValueError, match="unreadable"), heap.filling():
        assert not gc.isenabled()
        raise ValueError("unreadable")
    assert gc.isenabled()


def test_what_turns_leave_in_circles_goes_in_the_end() -> None:
    heap.settle()
    node = Node()
    gone = ref(node)
    del node
    kept = [Node() for _ in range(heap.YOUNG + 1)]
    assert kept
    assert gone() is None
