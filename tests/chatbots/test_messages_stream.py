"""Streamed messages: server-sent events, and who pays where one side leaves in the middle."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing

import httpx
import pytest

from tests.chatbots import model_server as behave
from tests.chatbots.model_server import chunk

ASK = {"content": "Hello?", "stream": True}
Event = tuple[str, dict]


def request(bot) -> httpx.Request:
    headers = {"Authorization": f"Bearer {bot.mia.access_token}"}
    return bot.mia.http.build_request("POST", bot.path, json=ASK, headers=headers)


async def events(answer: httpx.Response) -> AsyncIterator[Event]:
    """Read server-sent events as they come."""
    name = ""
    async for line in answer.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


async def settled(bot, stored: int) -> None:
    """Wait until so many messages are stored; nobody is told."""
    while len(await bot.stored()) != stored:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def test_an_answer_is_streamed_as_it_is_made(bot, model) -> None:
    model.behave(behave.stall_in_the_middle)
    answer = await bot.mia.http.send(request(bot), stream=True)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    async with aclosing(events(answer)) as found:
        assert await anext(found) == ("delta", {"content": "Well"})
        assert await bot.stored() == []
        model.go_on.set()
        assert await anext(found) == ("delta", {"content": ", yes"})
        name, message = await anext(found)
        assert (name, message["role"], message["content"]) == ("done", "assistant", "Well, yes")
        assert message["usage"] == {"prompt_tokens": 7, "completion_tokens": 5}
        assert await anext(found, None) is None
    assert await bot.stored() == [("user", "Hello?"), ("assistant", "Well, yes")]
    assert (await bot.olivia.get(bot.path)).json()["messages"][0] == message
    assert await bot.counts.month() == await bot.counts.days() == 1


async def test_a_stream_that_breaks_off_is_an_error_and_is_not_counted(bot, model) -> None:
    model.behave(behave.streams(chunk("Well"), b"data: nonsense\n\n"))
    answer = await bot.mia.http.send(request(bot), stream=True)
    first, last = [event async for event in events(answer)]
    assert first == ("delta", {"content": "Well"})
    assert (last[0], last[1]["code"], last[1]["status"]) == ("error", "model_failed", 502)
    assert last[1]["request_id"] == answer.headers["x-request-id"]
    assert await bot.stored() == []
    assert await bot.counts.month() == await bot.counts.days() == 0


async def test_a_model_that_takes_too_long_in_the_middle_is_an_error(bot, model) -> None:
    model.behave(behave.stall_in_the_middle)
    answer = await bot.mia.http.send(request(bot), stream=True)
    *_, last = [event async for event in events(answer)]
    assert (last[0], last[1]["code"]) == ("error", "model_failed")
    assert "in time" in last[1]["detail"]
    assert await bot.counts.month() == 0


async def test_who_leaves_in_the_middle_keeps_and_pays_for_what_they_were_sent(bot, model) -> None:
    model.behave(behave.stall_in_the_middle)
    answer = await bot.mia.http.send(request(bot), stream=True)
    async with aclosing(events(answer)) as found:
        assert await anext(found) == ("delta", {"content": "Well"})
    await answer.aclose()
    await asyncio.wait_for(model.left.wait(), 10)
    await asyncio.wait_for(settled(bot, 2), 10)
    newest = (await bot.olivia.get(bot.path)).json()["messages"][0]
    assert (newest["content"], newest["finish_reason"]) == ("Well", "interrupted")
    assert await bot.counts.month() == await bot.counts.days() == 1


async def test_who_leaves_before_the_first_word_pays_nothing(bot, model, talkative) -> None:
    model.behave(behave.stall)
    asking = asyncio.create_task(bot.mia.http.send(request(bot), stream=True))
    await model.arrived.wait()
    assert await bot.counts.month() == 1
    asking.cancel()
    await asyncio.wait((asking,))
    await asyncio.wait_for(model.left.wait(), 10)

    async def given_back() -> None:
        while await bot.counts.month():  # noqa: ASYNC110 (nobody is told)
            await asyncio.sleep(0.01)

    await asyncio.wait_for(given_back(), 10)
    assert await bot.stored() == []


async def test_who_lost_their_access_meanwhile_is_told_so_and_pays_nothing(bot, model) -> None:
    model.behave(behave.stall_in_the_middle)
    answer = await bot.mia.http.send(request(bot), stream=True)
    async with aclosing(events(answer)) as found:
        await anext(found)
        assert (await bot.olivia.delete(bot.place.member("mia"))).status_code == 204
        model.go_on.set()
        *_, last = [event async for event in found]
    assert (last[0], last[1]["code"]) == ("error", "not_found")
    assert await bot.counts.month() == 0
    assert await bot.stored() == []


async def test_what_is_refused_before_the_first_word_is_a_problem(bot, model) -> None:
    await bot.counts.plan("free")
    await bot.counts.use(100)
    answer = await bot.mia.post(bot.path, ASK)
    assert (answer.status_code, answer.json()["code"]) == (402, "plan_limit_reached")
    assert answer.headers["content-type"] == "application/problem+json"
    assert model.asked == []


async def test_a_stream_takes_no_idempotency_key(bot, model) -> None:
    answer = await bot.mia.post(bot.path, ASK, headers={"Idempotency-Key": f"s-{bot.id}"})
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert model.asked == []
    assert await bot.counts.ever() == 0


@pytest.mark.parametrize("count", [20])
async def test_many_streams_at_once_hold_no_connection(bot, model, count: int) -> None:
    model.behave(behave.stall_in_the_middle)
    answers = await asyncio.gather(
        *(bot.mia.http.send(request(bot), stream=True) for _ in range(count))
    )
    assert (await bot.olivia.get(bot.place.path)).status_code == 200
    model.go_on.set()
    ends = [[event async for event in events(answer)][-1][0] for answer in answers]
    assert ends == ["done"] * count
    assert await bot.counts.month() == count
