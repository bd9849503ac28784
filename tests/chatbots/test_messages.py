"""Messages: claimed first, answered by the model, stored on both sides, counted once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from tenantry.chatbots.messages import exchange
from tenantry.chatbots.messages.schemas import MessageCreate
from tenantry.usage.holds import give_back_lapsed
from tests.chatbots import model_server as behave
from tests.chatbots.model_server import completion
from tests.people import sign_in

HELLO = {"content": "Hello?"}


async def test_a_question_is_answered_stored_and_counted(bot, model) -> None:
    answer = await bot.mia.post(bot.path, HELLO)
    assert answer.status_code == 201, answer.text
    message = answer.json()
    assert message == {
        "id": message["id"],
        "role": "assistant",
        "content": "Hello, Ada",
        "user_id": bot.mia.id,
        "finish_reason": "stop",
        "usage": {"prompt_tokens": 7, "completion_tokens": 5},
        "created_at": message["created_at"],
    }
    listed = (await bot.vera.get(bot.path)).json()
    assert listed["total"] == 2
    newest, oldest = listed["messages"]
    assert newest == message
    assert (oldest["role"], oldest["content"], oldest["usage"]) == ("user", "Hello?", None)
    assert await bot.counts.month() == await bot.counts.days() == 1


async def test_the_model_is_told_the_instructions_and_the_conversation_so_far(bot, model) -> None:
    await bot.mia.post(bot.path, HELLO)
    await bot.olivia.post(bot.path, {"content": "Olivia's own"})
    await bot.mia.post(bot.path, {"content": "And now?"})
    asked = model.asked[-1]
    assert asked["model"] == "small"
    assert asked["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hello?"},
        {"role": "assistant", "content": "Hello, Ada"},
        {"role": "user", "content": "And now?"},
    ]


async def test_the_conversation_told_has_a_bound(bot, model) -> None:
    for number in range(12):
        await bot.mia.post(bot.path, {"content": f"{number}"})
    told = [said["content"] for said in model.asked[-1]["messages"]]
    assert told[0] == "Be brief."
    assert told[1] == "1"
    assert len(told) == 22
    model.behave(behave.answers("x" * 40_000))
    await bot.mia.post(bot.path, HELLO)
    await bot.mia.post(bot.path, HELLO)
    assert len((await bot.mia.post(bot.path, HELLO)).json()["content"]) == 40_000
    told = [said["content"] for said in model.asked[-1]["messages"]]
    assert [len(said) for said in told] == [9, 6, 40_000, 6]


async def test_a_chatbot_may_have_a_model_of_its_own(bot, model) -> None:
    path = bot.path.removesuffix("/messages")
    assert (await bot.olivia.patch(path, {"model": "large"})).status_code == 200
    await bot.mia.post(bot.path, HELLO)
    assert model.asked[-1]["model"] == "large"


async def test_one_users_conversation_can_be_listed_alone(bot) -> None:
    for person in (bot.mia, bot.olivia):
        assert (await person.post(bot.path, HELLO)).status_code == 201
    found = (await bot.vera.get(bot.path, params={"user_id": bot.mia.id})).json()
    assert found["total"] == 2
    assert {message["user_id"] for message in found["messages"]} == {bot.mia.id}
    first = (await bot.vera.get(bot.path, params={"limit": 3})).json()
    rest = await bot.vera.get(bot.path, params={"limit": 3, "cursor": first["next_cursor"]})
    assert len(first["messages"]) + len(rest.json()["messages"]) == first["total"] == 4


async def test_where_no_model_is_set_up_nothing_is_counted(bot, mia) -> None:
    """`mia` speaks to the server without a model."""
    for body in (HELLO, {**HELLO, "stream": True}):
        answer = await mia.post(bot.path, body)
        assert (answer.status_code, answer.json()["code"]) == (503, "model_not_configured")
    assert await bot.counts.ever() == 0
    assert await bot.stored() == []


@pytest.mark.parametrize(
    "behaviour",
    [
        behave.status(500),
        behave.status(429),
        behave.status(401),
        behave.body(b"nonsense"),
        behave.body(completion("x", choices=[])),
        behave.drop,
        behave.never_end,
        behave.stall,
    ],
)
@pytest.mark.parametrize("stream", [False, True])
async def test_where_the_model_fails_nothing_is_counted_or_stored(
    bot, model, behaviour, stream: bool
) -> None:
    model.behave(behaviour)
    answer = await bot.mia.post(bot.path, {**HELLO, "stream": stream})
    if behaviour is behave.drop and stream:
        assert answer.status_code == 200
        assert "event: error" in answer.text
        assert '"code":"model_failed"' in answer.text
    else:
        assert (answer.status_code, answer.json()["code"]) == (502, "model_failed"), answer.text
    assert await bot.counts.month() == await bot.counts.days() == 0
    assert await bot.stored() == []


async def test_the_last_message_of_the_month_is_answered_once_to_fifty_at_once(bot, model) -> None:
    await bot.counts.plan("starter")
    await bot.counts.use(1_999)
    answers = await asyncio.gather(*(bot.mia.post(bot.path, HELLO) for _ in range(50)))
    assert sorted(answer.status_code for answer in answers) == [201] + [402] * 49
    refused = next(answer.json() for answer in answers if answer.status_code == 402)
    assert {key: refused[key] for key in ("code", "limit", "admits", "used", "tier")} == {
        "code": "plan_limit_reached",
        "limit": "messages",
        "admits": 2_000,
        "used": 2_000,
        "tier": "starter",
    }
    assert refused["upgrade_to"] == "pro"
    assert await bot.counts.month() == 2_000
    assert len(await bot.stored()) == 2
    assert len(model.asked) == 1


async def test_no_transaction_is_open_while_the_model_answers(
    bot, model, talkative, admin_connection
) -> None:
    """Fifty wait for the model, and a pool of ten still serves everyone else."""
    model.behave(behave.stall)
    waiting = [asyncio.create_task(bot.mia.post(bot.path, HELLO)) for _ in range(50)]
    while len(model.asked) < 50:  # noqa: ASYNC110 (the model counts, and tells nobody)
        await asyncio.sleep(0.01)
    assert (
        await admin_connection.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
        )
        == 0
    )
    assert (await bot.olivia.get(bot.place.path)).status_code == 200
    model.go_on.set()
    assert {answer.status_code for answer in await asyncio.gather(*waiting)} == {201}
    assert await bot.counts.month() == 50


async def test_whoever_loses_their_access_meanwhile_gets_no_answer(bot, model) -> None:
    model.behave(behave.stall)
    asking = asyncio.create_task(bot.mia.post(bot.path, HELLO))
    await model.arrived.wait()
    assert (await bot.olivia.delete(bot.place.member("mia"))).status_code == 204
    model.go_on.set()
    assert (await asking).status_code == 404
    assert await bot.counts.month() == 0
    assert await bot.stored() == []


async def test_a_chatbot_deleted_meanwhile_answers_nothing(bot, model) -> None:
    model.behave(behave.stall)
    asking = asyncio.create_task(bot.mia.post(bot.path, HELLO))
    await model.arrived.wait()
    assert (await bot.olivia.delete(bot.path.removesuffix("/messages"))).status_code == 204
    model.go_on.set()
    assert (await asking).status_code == 404
    assert await bot.counts.month() == 0


async def test_a_chatbot_frozen_meanwhile_answers_nothing(bot, model, admin_connection) -> None:
    model.behave(behave.stall)
    asking = asyncio.create_task(bot.mia.post(bot.path, HELLO))
    await model.arrived.wait()
    await admin_connection.execute("UPDATE chatbots SET frozen_at = now() WHERE id = $1", bot.id)
    model.go_on.set()
    answer = await asking
    assert (answer.status_code, answer.json()["code"]) == (402, "frozen")
    assert await bot.counts.month() == 0
    assert await bot.stored() == []


async def test_a_frozen_chatbot_is_read_and_not_asked(bot, model, admin_connection) -> None:
    await bot.mia.post(bot.path, HELLO)
    await admin_connection.execute("UPDATE chatbots SET frozen_at = now() WHERE id = $1", bot.id)
    answer = await bot.mia.post(bot.path, HELLO)
    assert (answer.status_code, answer.json()["code"]) == (402, "frozen")
    assert (await bot.vera.get(bot.path)).json()["total"] == 2
    assert await bot.counts.month() == 1


async def test_a_chatbot_that_is_switched_off_is_not_asked(bot, model) -> None:
    path = bot.path.removesuffix("/messages")
    assert (await bot.olivia.patch(path, {"is_active": False})).status_code == 200
    answer = await bot.mia.post(bot.path, HELLO)
    assert (answer.status_code, answer.json()["code"]) == (409, "chatbot_inactive")
    assert model.asked == []


async def test_who_may_not_ask(bot, model, eve, talking, new_person) -> None:
    for person, status in ((bot.vera, 403), (replace(eve, http=talking), 404)):
        assert (await person.post(bot.path, HELLO)).status_code == status
    assert (await talking.post(bot.path, json=HELLO)).status_code == 401
    assert (await talking.get(bot.path)).status_code == 401
    assert (await replace(eve, http=talking).get(bot.path)).status_code == 404
    elsewhere = bot.path.replace(bot.place.workspaces["support"], bot.place.default_id)
    assert (await bot.olivia.post(elsewhere, HELLO)).status_code == 404
    assert (await bot.olivia.get(elsewhere)).status_code == 404
    assert (await bot.mia.get(elsewhere)).status_code == 404
    assert model.asked == []
    assert await bot.counts.ever() == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"content": ""},
        {"content": " \n "},
        {"content": "x" * 16_001},
        {"content": "nul \0 here"},
        {"content": None},
        {"content": ["Hello?"]},
        {"content": "Hello?", "stream": "perhaps"},
        {"content": "Hello?", "role": "system"},
    ],
)
async def test_what_is_no_question_is_refused(bot, model, body) -> None:
    answer = await bot.mia.post(bot.path, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert model.asked == []


async def test_the_same_question_sent_again_under_its_key_is_asked_once(bot, model) -> None:
    key = {"Idempotency-Key": f"once-{bot.id}"}
    first = await bot.mia.post(bot.path, HELLO, headers=key)
    again = await bot.mia.post(bot.path, HELLO, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    assert len(model.asked) == 1
    assert await bot.counts.month() == 1
    other = await bot.mia.post(bot.path, {"content": "Other"}, headers=key)
    assert other.json()["code"] == "idempotency_key_reused"


async def test_the_same_question_sent_twice_at_once_is_stored_and_counted_once(bot, model) -> None:
    key = {"Idempotency-Key": f"twice-{bot.id}"}
    answers = await asyncio.gather(*(bot.mia.post(bot.path, HELLO, headers=key) for _ in range(10)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len(await bot.stored()) == 2
    assert await bot.counts.month() == await bot.counts.days() == 1


async def test_a_failed_question_does_not_use_its_key_up(bot, model) -> None:
    key = {"Idempotency-Key": f"failed-{bot.id}"}
    model.behave(behave.status(400))
    assert (await bot.mia.post(bot.path, HELLO, headers=key)).status_code == 502
    model.behave(behave.answers("Yes"))
    assert (await bot.mia.post(bot.path, HELLO, headers=key)).json()["content"] == "Yes"


async def test_a_client_that_hangs_up_on_a_whole_answer_finds_it_later(bot, model) -> None:
    model.behave(behave.stall)
    asking = asyncio.create_task(bot.mia.post(bot.path, HELLO))
    await model.arrived.wait()
    asking.cancel()
    await asyncio.wait((asking,))
    model.go_on.set()
    while len(await bot.stored()) < 2:  # noqa: ASYNC110 (nobody is told)
        await asyncio.sleep(0.01)
    assert await bot.counts.month() == 1


async def test_in_process_a_cancelled_question_gives_its_message_back(
    bot, model, talkative
) -> None:
    user, place = UUID(bot.mia.id), bot.place
    where = (UUID(place.id), UUID(place.workspaces["support"]), UUID(bot.id))
    sent = await exchange.send(talkative, user, *where, MessageCreate(content="Hello?"))
    assert sent.content == "Hello, Ada"
    model.behave(behave.stall)
    asking = asyncio.create_task(
        exchange.send(talkative, user, *where, MessageCreate(content="And now?"))
    )
    await model.arrived.wait()
    asking.cancel()
    await asyncio.wait((asking,))
    assert asking.cancelled()
    assert await bot.counts.month() == await bot.counts.days() == 1


async def test_a_session_that_ends_meanwhile_gets_no_answer(bot, model, talking) -> None:
    again = replace(await sign_in(bot.mia), http=talking)
    model.behave(behave.stall)
    asking = asyncio.create_task(again.post(bot.path, HELLO))
    await model.arrived.wait()
    assert (await again.post("/auth/logout")).status_code == 204
    model.go_on.set()
    assert (await asking).status_code == 401
    assert await bot.counts.month() == 0


async def test_where_a_give_back_fails_the_model_failed_and_the_message_lapses(
    bot, model, talkative, monkeypatch, admin_connection
) -> None:
    async def unreachable(_: object) -> None:
        raise OSError("the database is away")

    model.behave(behave.status(500))
    with monkeypatch.context() as patched:
        patched.setattr(talkative.meter, "give_back", unreachable)
        answer = await bot.mia.post(bot.path, HELLO)
    assert (answer.status_code, answer.json()["code"]) == (502, "model_failed")
    assert await bot.counts.month() == 1
    await admin_connection.execute(
        "UPDATE usage_holds SET lapses_at = now() WHERE organization_id = $1", bot.place.id
    )
    await give_back_lapsed(talkative)
    assert await bot.counts.month() == await bot.counts.days() == 0


@pytest.mark.parametrize("stream", [False, True])
async def test_an_answer_that_comes_after_its_message_lapsed_is_neither_stored_nor_counted(
    bot, model, talkative, admin_connection, stream: bool
) -> None:
    model.behave(behave.stall)
    asking = asyncio.create_task(bot.mia.post(bot.path, {**HELLO, "stream": stream}))
    await model.arrived.wait()
    await admin_connection.execute(
        "UPDATE usage_holds SET lapses_at = now() WHERE organization_id = $1", bot.place.id
    )
    await give_back_lapsed(talkative)
    model.go_on.set()
    assert '"code":"unavailable"' in (await asking).text
    assert await bot.stored() == []
    assert await bot.counts.month() == await bot.counts.days() == 0


async def test_what_was_answered_holds_nothing_any_more(bot, model, admin_connection) -> None:
    assert (await bot.mia.post(bot.path, HELLO)).status_code == 201
    model.behave(behave.status(500))
    assert (await bot.mia.post(bot.path, HELLO)).status_code == 502
    held = "SELECT count(*) FROM usage_holds WHERE organization_id = $1"
    assert await admin_connection.fetchval(held, bot.place.id) == 0
