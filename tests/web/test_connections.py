"""What connections take, and that nobody else's are changed."""

from __future__ import annotations

import http.client
import io
import subprocess
import sys

import pytest

from soescan.errors import UnreadableError, UnreadableState
from soescan.web.connections import _BoundedReader


def head(count: int, line: bytes = b"X-%d: y\r\n") -> bytes:
    """Some headers, and the empty line after them."""
    return b"".join(line % n for n in range(count)) + b"\r\n"


def read(content: bytes, allowed: int = 1 << 20, lines: int = 256) -> http.client.HTTPMessage:
    """Headers as http.client reads them through the bounded reader."""
    reader = _BoundedReader(io.BytesIO(content), allowed, lines)
    reader.headers = True
    return http.client.parse_headers(reader)


@pytest.mark.parametrize("count", [0, 1, 100, 101, 255, 256])
def test_as_many_headers_are_taken_as_the_limits_say(count: int) -> None:
    assert len(read(head(count) + b"body")) == count


def test_more_headers_than_that_are_too_much() -> None:
    with pytest.raises(UnreadableError) as raised:
        read(head(257))
    assert raised.value.state is UnreadableState.TOO_LARGE


def test_long_headers_come_in_lines_that_http_client_takes() -> None:
    message = read(head(40, b"X-%d: " + b"y" * 20_000 + b"\r\n"))
    assert [len(value) for value in message.values()] == [20_000] * 40


def test_the_body_is_left_where_it_begins() -> None:
    reader = _BoundedReader(io.BytesIO(head(3) + b"body\r\nand more"), 1 << 20, 256)
    reader.headers = True
    http.client.parse_headers(reader)
    reader.headers = False
    assert (reader.readline(), reader.read()) == (b"body\r\n", b"and more")


def test_headers_that_end_before_the_empty_line_are_a_broken_connection() -> None:
    with pytest.raises(ConnectionResetError):
        read(b"X-A: 1\r\n")


def test_http_client_is_left_as_it_is() -> None:
    code = (
        "import http.client; before = dict(vars(http.client))\n"
        "import soescan.web.live, soescan.web.connections\n"
        "after = dict(vars(http.client))\n"
        "print(http.client._MAXHEADERS, before == after)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "100 True\n"
