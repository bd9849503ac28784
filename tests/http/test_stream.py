"""Answers sent while they are made, spoken to as a server does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from tenantry.errors import PermissionDenied
from tenantry.http.stream import Stream

HEADERS = ((b"content-type", b"text/plain"),)


class Client:
    """The other end of a response: takes messages one at a time, and may leave."""

    def __init__(self, method: str = "GET") -> None:
        self.scope = {"type": "http", "method": method, "state": {"request_id": "r"}}
        self.taken: list[dict[str, Any]] = []
        self.leaves = asyncio.Event()
        self.takes = asyncio.Semaphore(1000)
        self._took = asyncio.Condition()

    async def receive(self) -> dict[str, Any]:
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        await self.takes.acquire()
        self.taken.append(message)
        async with self._took:
            self._took.notify_all()

    async def has_taken(self, count: int) -> None:
        async with self._took:
            await self._took.wait_for(lambda: len(self.taken) >= count)

    async def hear(self, chunks: AsyncGenerator[bytes, None]) -> None:
        stream = Stream(200, headers=HEADERS, chunks=chunks)
        await stream.respond(self.scope, self.receive, self.send)

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.taken)

    @property
    def whole(self) -> bool:
        last = self.taken[-1]
        return last["type"] == "http.response.body" and not last.get("more_body", False)


class Source:
    """Chunks that are counted, and may be refused."""

    def __init__(self, count: int, refused_after: int | None = None) -> None:
        self.count = count
        self.refused_after = refused_after
        self.made = 0
        self.closed = asyncio.Event()

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        try:
            for number in range(self.count):
                if number == self.refused_after:
                    raise PermissionDenied
                self.made += 1
                yield b"%d\n" % number
        finally:
            self.closed.set()


async def test_chunks_go_out_in_order_and_the_end_is_said() -> None:
    client, source = Client(), Source(3)
    await client.hear(source.chunks())
    assert client.taken[0] == {
        "type": "http.response.start",
        "status": 200,
        "headers": list(HEADERS),
    }
    assert (client.body, client.whole) == (b"0\n1\n2\n", True)


async def test_nothing_at_all_is_a_whole_answer_too() -> None:
    client = Client()
    await client.hear(Source(0).chunks())
    assert (len(client.taken), client.body, client.whole) == (2, b"", True)


async def test_what_is_refused_at_first_is_not_begun() -> None:
    client, source = Client(), Source(3, refused_after=0)
    with pytest.raises(PermissionDenied):
        await client.hear(source.chunks())
    assert client.taken == []


async def test_what_is_refused_later_is_cut_off() -> None:
    client, source = Client(), Source(5, refused_after=2)
    await client.hear(source.chunks())
    assert (client.body, client.whole) == (b"0\n1\n", False)
    assert source.closed.is_set()


async def test_no_more_is_made_than_the_client_takes() -> None:
    client, source = Client(), Source(1000)
    client.takes = asyncio.Semaphore(0)
    hearing = asyncio.create_task(client.hear(source.chunks()))
    for taken in range(1, 6):
        client.takes.release()
        await client.has_taken(taken)
        for _ in range(50):
            await asyncio.sleep(0)
        assert source.made == taken
    client.leaves.set()
    await hearing


async def test_who_leaves_ends_it() -> None:
    client, source = Client(), Source(1000)
    client.takes = asyncio.Semaphore(3)
    hearing = asyncio.create_task(client.hear(source.chunks()))
    await client.has_taken(3)
    client.leaves.set()
    await hearing
    assert source.closed.is_set()
    assert source.made < 1000


async def test_a_server_that_stops_ends_it() -> None:
    client, source = Client(), Source(1000)
    client.takes = asyncio.Semaphore(3)
    hearing = asyncio.create_task(client.hear(source.chunks()))
    await client.has_taken(3)
    hearing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hearing
    assert source.closed.is_set()


async def test_head_gets_the_headers_alone() -> None:
    client, source = Client("HEAD"), Source(1000)
    await client.hear(source.chunks())
    assert (len(client.taken), client.body, client.whole) == (2, b"", True)
    assert source.closed.is_set()
    with pytest.raises(PermissionDenied):
        await Client("HEAD").hear(Source(3, refused_after=0).chunks())
