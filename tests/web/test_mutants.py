"""Nothing but an answer or an `UnreadableError` comes out of the door, and never a warning."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.web.mutants import PLACES, SEEDS, TOKENS, Mutants, mutated


@pytest.fixture(scope="module")
def mutants() -> Iterator[Mutants]:
    with Mutants() as made:
        yield made


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=examples(120))
@given(number=st.integers(0, 2**32))
def test_answers_with_bytes_changed_anywhere(mutants: Mutants, place: str, number: int) -> None:
    chance = random.Random(number)  # noqa: S311 - hypothesis chooses
    mutants.ask(place, mutated(chance.choice(mutants.seeds(place)), chance))


@settings(max_examples=examples(120))
@given(pieces=st.lists(st.sampled_from(TOKENS + SEEDS) | st.binary(max_size=20), max_size=12))
def test_answers_put_together_from_anything(mutants: Mutants, pieces: list[bytes]) -> None:
    mutants.ask("http", b"".join(pieces))


@given(content=st.binary(max_size=200))
def test_headers_of_any_bytes(mutants: Mutants, content: bytes) -> None:
    mutants.ask("http", b"HTTP/1.1 200 OK\r\nSet-Cookie: " + content + b"\r\n\r\nhi")


def test_a_well_behaved_server_is_understood(mutants: Mutants) -> None:
    assert [mutants.ask("http", seed) for seed in SEEDS] == [
        *(["page"] * 5),
        "loop",
        "page",
        "page",
    ]
    assert mutants.ask("hello", mutants.flight) == "answer"
