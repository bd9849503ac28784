"""A server that speaks OpenAI's protocol over HTTP, and breaks it as it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn

Send = Callable[[dict[str, Any]], Any]
Behaviour = Callable[["ModelServer", dict[str, Any], Send], Any]
USAGE = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}


@dataclass
class ModelServer:
    """Answers each request as its behaviour says, and remembers what it was asked."""

    url: str = ""
    behaviour: Behaviour = field(default=lambda *_: None)
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    """What behaviours that wait are waiting for."""
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when whoever asked was gone before the answer was."""

    def behave(self, behaviour: Behaviour) -> None:
        """Start over, with another behaviour."""
        self.behaviour = behaviour
        self.asked.clear()
        self.headers.clear()
        for event in (self.arrived, self.go_on, self.left):
            event.clear()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while (message := await receive()).get("more_body"):
            body += message["body"]
        asked = json.loads(body + message["body"])
        self.asked.append(asked)
        self.headers.append({k.decode(): v.decode() for k, v in scope["headers"]})
        self.arrived.set()
        answering = asyncio.ensure_future(self.behaviour(self, asked, send))
        leaving = asyncio.ensure_future(receive())
        await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            self.left.set()
            answering.cancel()
        leaving.cancel()
        await asyncio.wait((answering, leaving))
        if not answering.cancelled():
            answering.result()


@asynccontextmanager
async def serving(model: ModelServer) -> AsyncIterator[ModelServer]:
    """Serve it on a free port."""
    config = uvicorn.Config(model, port=0, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 (uvicorn offers no event)
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    model.url = f"http://127.0.0.1:{port}/v1"
    yield model
    model.go_on.set()
    server.should_exit = True
    await task


async def respond(send: Send, status: int, body: bytes, kind: str = "application/json") -> None:
    """Send a whole response."""
    headers = [(b"content-type", kind.encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def completion(content: Any, **more: Any) -> bytes:
    """Write a whole completion."""
    choice = {
        "index": 0,
        "finish_reason": more.pop("finish_reason", "stop"),
        "message": {"role": "assistant", "content": content},
    }
    whole = {"id": "c-1", "object": "chat.completion", "created": 1, "model": "small"}
    return json.dumps({**whole, "choices": [choice], "usage": USAGE, **more}).encode()


def chunk(content: Any = None, finish_reason: Any = None, **more: Any) -> bytes:
    """Write one event of a stream."""
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": finish_reason}
    whole = {"id": "c-1", "object": "chat.completion.chunk", "created": 1, "model": "small"}
    return b"data: %s\n\n" % json.dumps({**whole, "choices": [choice], **more}).encode()


END = chunk(finish_reason="stop") + chunk(choices=[], usage=USAGE) + b"data: [DONE]\n\n"


async def begin_stream(send: Send) -> None:
    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


async def say(send: Send, data: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": more})


def answers(*pieces: str) -> Behaviour:
    """Answer as a model should, in one piece or streamed."""

    async def behave(model: ModelServer, asked: dict[str, Any], send: Send) -> None:
        if not asked.get("stream"):
            await respond(send, 200, completion("".join(pieces)))
            return
        await begin_stream(send)
        for piece in pieces:
            await say(send, chunk(piece))
        await say(send, END, more=False)

    return behave


def status(code: int, body: bytes = b'{"error": {"message": "no"}}') -> Behaviour:
    """Refuse."""

    async def behave(model: ModelServer, asked: dict[str, Any], send: Send) -> None:
        await respond(send, code, body)

    return behave


def body(data: bytes, kind: str = "application/json") -> Behaviour:
    """Answer 200 with this, whatever was asked."""

    async def behave(model: ModelServer, asked: dict[str, Any], send: Send) -> None:
        await respond(send, 200, data, kind)

    return behave


def streams(*events: bytes) -> Behaviour:
    """Send these, and end the response as if all were well."""

    async def behave(model: ModelServer, asked: dict[str, Any], send: Send) -> None:
        await begin_stream(send)
        for event in events:
            await say(send, event)
        await say(send, b"", more=False)

    return behave


async def stall(model: ModelServer, asked: dict[str, Any], send: Send) -> None:
    """Say nothing until told to, then answer."""
    await model.go_on.wait()
    await answers("Late, ", "but here")(model, asked, send)


async def stall_in_the_middle(model: ModelServer, asked: dict[str, Any], send: Send) -> None:
    """Say one word, and the rest when told to."""
    await begin_stream(send)
    await say(send, chunk("Well"))
    await model.go_on.wait()
    await say(send, chunk(", yes"))
    await say(send, END, more=False)


async def drop(model: ModelServer, asked: dict[str, Any], send: Send) -> None:
    """Break the connection off in the middle of the response."""
    await begin_stream(send)
    await say(send, chunk("Well"))
    raise ConnectionResetError


async def never_end(model: ModelServer, asked: dict[str, Any], send: Send) -> None:
    """Go on sending what is no answer, as fast as it is taken."""
    await begin_stream(send)
    while True:
        await say(send, b": still thinking\n\n" * 1000)
        await asyncio.sleep(0)


async def drip(model: ModelServer, asked: dict[str, Any], send: Send) -> None:
    """Send a little again and again, without end."""
    await begin_stream(send)
    while True:
        await say(send, chunk(""))
        await asyncio.sleep(0.05)
