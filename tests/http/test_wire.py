"""How responses are put on the wire."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit


async def test_head_and_body_arrive_together(base_url) -> None:
    answer = await _first_packet(base_url, "GET")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert body == b'{"status":"alive"}'


async def test_a_head_that_no_body_follows_is_not_kept(base_url) -> None:
    assert (await _first_packet(base_url, "HEAD")).endswith(b"\r\n\r\n")


async def test_requests_sent_at_once_are_answered_in_order(base_url) -> None:
    address = urlsplit(base_url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(b"".join(_request(method) for method in ("GET", "HEAD")))
    writer.write(_request("GET", b"Connection: close\r\n"))
    answers = (await asyncio.wait_for(reader.read(), 10)).split(b"HTTP/1.1 200 OK")[1:]
    writer.close()
    assert [answer.endswith(b'{"status":"alive"}') for answer in answers] == [True, False, True]


async def _first_packet(base_url: str, method: str) -> bytes:
    address = urlsplit(base_url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(_request(method))
    answer = await asyncio.wait_for(reader.read(65536), 10)
    writer.close()
    return answer


def _request(method: str, more: bytes = b"") -> bytes:
    return b"%s /healthz HTTP/1.1\r\nHost: localhost\r\n%s\r\n" % (method.encode(), more)
