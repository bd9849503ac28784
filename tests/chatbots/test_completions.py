"""Whatever an endpoint does, what comes back is an answer of bounded size or ModelFailed."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest

from tenantry.chatbots.completions import MAX_CHARACTERS, Completion, Completions
from tenantry.errors import ModelFailed, ModelNotConfigured
from tenantry.settings import Settings
from tests.chatbots import model_server as behave
from tests.chatbots.model_server import Behaviour, ModelServer, chunk, completion, serving

PROMPT = [{"role": "user", "content": "Hello?"}]


@pytest.fixture
async def model() -> AsyncIterator[ModelServer]:
    async with serving(ModelServer()) as model:
        yield model


@pytest.fixture
async def completions(model: ModelServer) -> AsyncIterator[Completions]:
    settings = Settings(model_url=model.url, model_key="s3cret", model_name="small")
    completions = Completions(settings)
    yield completions
    await completions.close()


async def impatient(model: ModelServer) -> Completions:
    return Completions(Settings(model_url=model.url, model_name="small", model_timeout=1))


async def streamed(completions: Completions) -> tuple[list[str], Completion]:
    """Read a stream to its end."""
    found = [piece async for piece in completions.stream("small", PROMPT)]
    *pieces, whole = found
    assert isinstance(whole, Completion)
    assert "".join(map(str, pieces)) == whole.content
    return [str(piece) for piece in pieces], whole


async def test_an_answer_in_one_piece(model, completions) -> None:
    model.behave(behave.answers("Hello, ", "Ada"))
    found = await completions.ask("large", PROMPT)
    assert found == Completion("Hello, Ada", "stop", 7, 5)
    (asked,) = model.asked
    assert (asked["model"], asked["messages"]) == ("large", PROMPT)
    assert model.headers[0]["authorization"] == "Bearer s3cret"


async def test_an_answer_in_pieces(model, completions) -> None:
    model.behave(behave.answers("Hello, ", "Ada"))
    pieces, whole = await streamed(completions)
    assert pieces == ["Hello, ", "Ada"]
    assert whole == Completion("Hello, Ada", "stop", 7, 5)
    assert model.asked[0]["stream"] is True


def test_without_an_endpoint_or_a_model_there_is_nothing_to_ask() -> None:
    for settings in (
        Settings(),
        Settings(model_url="http://127.0.0.1:1/v1"),
        Settings(model_name="small"),
    ):
        with pytest.raises(ModelNotConfigured):
            Completions(settings).choose(None)
    ready = Completions(Settings(model_url="http://127.0.0.1:1/v1", model_name="small"))
    assert (ready.choose(None), ready.choose("large")) == ("small", "large")


BROKEN: dict[str, Behaviour] = {
    "400": behave.status(400),
    "401": behave.status(401),
    "404": behave.status(404),
    "429": behave.status(429),
    "500": behave.status(500, b"oops"),
    "a redirect to nowhere": behave.status(302),
    "no json": behave.body(b"<html>hello</html>"),
    "html": behave.body(b"<html>hello</html>", "text/html"),
    "nothing": behave.body(b""),
    "an empty object": behave.body(b"{}"),
    "a list": behave.body(b"[]"),
    "null": behave.body(b"null"),
    "no choices": behave.body(completion("x", choices=[])),
    "choices of another kind": behave.body(completion("x", choices="many")),
    "a choice of null": behave.body(completion("x", choices=[None])),
    "content of another kind": behave.body(completion({"text": "x"})),
    "content of null": behave.body(completion(None)),
    "blank content": behave.body(completion("  \n")),
    "too deep": behave.body(b"[" * 100_000),
    "no end": behave.never_end,
    "four megabytes": behave.body(completion("x" * 5_000_000)),
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_broken_answer_is_a_failure(model, completions, kind: str) -> None:
    model.behave(BROKEN[kind])
    with pytest.raises(ModelFailed) as failure:
        await completions.ask("small", PROMPT)
    assert "s3cret" not in str(failure.value.detail)


BROKEN_STREAMS: dict[str, Behaviour] = {
    **{kind: BROKEN[kind] for kind in ("401", "429", "500", "html", "nothing", "no end")},
    "no json": behave.streams(b"data: hello\n\n"),
    "no choices": behave.streams(b"data: {}\n\n"),
    "null": behave.streams(b"data: null\n\n"),
    "a delta of null": behave.streams(chunk(choices=[{"index": 0, "delta": None}])),
    "content of another kind": behave.streams(chunk([1, 2])),
    "an error": behave.streams(chunk("Well"), b'data: {"error": {"message": "no"}}\n\n'),
    "no last event": behave.streams(chunk("Well")),
    "broken off": behave.drop,
    "only an end": behave.streams(behave.END),
    "one event without end": behave.streams(b"data: " + b"x" * 5_000_000),
}


@pytest.mark.parametrize("kind", BROKEN_STREAMS)
async def test_a_broken_stream_is_a_failure(model, completions, kind: str) -> None:
    model.behave(BROKEN_STREAMS[kind])
    with pytest.raises(ModelFailed):
        await streamed(completions)


async def test_an_endpoint_that_cannot_be_reached_is_a_failure() -> None:
    nowhere = Completions(Settings(model_url="http://127.0.0.1:9/v1", model_name="small"))
    with pytest.raises(ModelFailed):
        await nowhere.ask("small", PROMPT)
    await nowhere.close()


@pytest.mark.parametrize("behaviour", [behave.stall, behave.stall_in_the_middle, behave.drip])
async def test_a_slow_model_is_given_its_time_and_no_more(model, behaviour: Behaviour) -> None:
    hasty = await impatient(model)
    model.behave(behaviour)
    with pytest.raises(ModelFailed, match="in time"):
        await streamed(hasty)
    model.behave(behaviour)
    with pytest.raises(ModelFailed, match="in time"):
        await hasty.ask("small", PROMPT)
    await hasty.close()


async def test_a_long_answer_ends_at_the_limit(model, completions) -> None:
    model.behave(behave.body(completion("x" * (MAX_CHARACTERS + 1))))
    found = await completions.ask("small", PROMPT)
    assert (len(found.content), found.finish_reason) == (MAX_CHARACTERS, "length")
    model.behave(behave.answers(*["x" * 30_000] * 4))
    _, whole = await streamed(completions)
    assert (len(whole.content), whole.finish_reason) == (MAX_CHARACTERS, "length")


async def test_what_cannot_be_stored_is_replaced(model, completions) -> None:
    said = json.dumps({"x": "a\0b"}).encode() + b"c\\ud800d"
    assert said  # both forms below carry the same characters
    whole = completion("a\0b@").replace(b"@", rb"\ud800")
    model.behave(behave.body(whole))
    assert (await completions.ask("small", PROMPT)).content == "a\ufffdb?"
    model.behave(behave.streams(chunk("a\0b@").replace(b"@", rb"\ud800"), behave.END))
    _, streamed_whole = await streamed(completions)
    assert streamed_whole.content == "a\ufffdb?"


@pytest.mark.parametrize("count", [-1, 2**40, "7", None, 1.5, True])
async def test_token_counts_that_are_none_are_left_out(model, completions, count: Any) -> None:
    usage = {"prompt_tokens": count, "completion_tokens": 5}
    model.behave(behave.body(completion("Yes", usage=usage)))
    found = await completions.ask("small", PROMPT)
    assert (found.prompt_tokens, found.completion_tokens) == (None, 5)


async def test_an_endpoint_that_knows_no_stream_options_is_asked_without(
    model, completions
) -> None:
    async def older(server: ModelServer, asked: dict[str, Any], send: Any) -> None:
        chosen = behave.status(400) if "stream_options" in asked else behave.answers("Yes")
        await chosen(server, asked, send)

    model.behave(older)
    _, whole = await streamed(completions)
    assert whole.content == "Yes"
    assert ["stream_options" in asked for asked in model.asked] == [True, False]


async def test_a_packed_answer_is_not_unpacked(model, completions) -> None:
    async def packed(server: ModelServer, asked: dict[str, Any], send: Any) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-encoding", b"gzip")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": gzip.compress(completion("x"))})

    model.behave(packed)
    with pytest.raises(ModelFailed):
        await completions.ask("small", PROMPT)


async def test_leaving_a_stream_hangs_up(model, completions) -> None:
    model.behave(behave.stall_in_the_middle)
    async with aclosing(completions.stream("small", PROMPT)) as pieces:
        assert await anext(pieces) == "Well"
    await asyncio.wait_for(model.left.wait(), 10)
