"""Asks the model of the settings: any endpoint that speaks OpenAI's protocol, none of it trusted.

Whatever it does (refuse, stall, break off, answer nonsense or without end), the outcome is an
answer of bounded size or ModelFailed, within the time the settings give it.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from tenantry.errors import ModelFailed, ModelNotConfigured
from tenantry.settings import Settings

if TYPE_CHECKING:
    import openai

_log = structlog.get_logger("tenantry.model")

MAX_CHARACTERS = 100_000
"""Of one answer; a longer one ends there."""
_MAX_COUNT = 2**31 - 1
_SLOW = "The model did not answer in time, so nothing was counted: try again in a moment."
_REFUSED = "The model's endpoint answered {status}: check the chatbot's `model`, or try again."

Prompt = Sequence[dict[str, str]]
"""The messages so far, each with `role` and `content`."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole answer. Tokens are None where the endpoint did not count them."""

    content: str
    finish_reason: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class Completions:
    """The way to the model; a service has one, and connects with its first message."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: openai.AsyncOpenAI | None = None
        self._connecting = asyncio.Lock()

    def choose(self, model: str | None) -> str:
        """Name the model to ask: the chatbot's, or else the one of the settings."""
        name = model or self._settings.model_name
        if not (self._settings.model_url and name):
            raise ModelNotConfigured
        return name

    async def ask(self, model: str, prompt: Prompt) -> Completion:
        """Get a whole answer, or ModelFailed."""
        async with self._asking() as (create, deadline):
            reply = await _before(deadline, create(model=model, messages=prompt))
            choice = reply.choices[0]
            content = _clean(choice.message.content or choice.message.refusal)
            return _completion(content, choice.finish_reason, reply.usage)

    async def stream(self, model: str, prompt: Prompt) -> AsyncGenerator[str | Completion, None]:
        """Get the answer in pieces, as the model makes them, and at last as a whole."""
        async with self._asking() as (create, deadline):
            pieces: list[str] = []
            size, finished, usage = 0, None, None
            async with await _before(deadline, _open(create, model, prompt)) as chunks:
                while size < MAX_CHARACTERS:
                    chunk = await _before(deadline, anext(chunks, None))
                    if chunk is None:
                        break
                    usage = chunk.usage or usage
                    for choice in chunk.choices[:1]:
                        finished = choice.finish_reason or finished
                        piece = _clean(choice.delta.content)[: MAX_CHARACTERS - size]
                        if piece:
                            size += len(piece)
                            pieces.append(piece)
                            yield piece
            if finished is None and size < MAX_CHARACTERS:
                raise ModelFailed("The model broke off in the middle, so nothing was counted.")
            yield _completion("".join(pieces), finished or "length", usage)

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[tuple[Any, float]]:
        """Turn whatever goes wrong out there, or is not what was agreed, into ModelFailed."""
        client = self._client or await self._connect()
        deadline = asyncio.get_running_loop().time() + self._settings.model_timeout
        try:
            yield client.chat.completions.create, deadline
        except ModelFailed:
            raise
        except Exception as error:
            status = getattr(error, "status_code", None)
            _log.warning("model failed", status=status, error=repr(error)[:500])
            if isinstance(error, TimeoutError) or type(error).__name__ == "APITimeoutError":
                raise ModelFailed(_SLOW) from error
            raise ModelFailed(_REFUSED.format(status=status) if status else None) from error

    async def _connect(self) -> openai.AsyncOpenAI:
        """Import the client in a thread, as it takes half a second, and only where it is used."""
        async with self._connecting:
            if self._client is None:
                client = await asyncio.to_thread(
                    importlib.import_module, "tenantry.chatbots.client"
                )
                self._client = client.connect(self._settings)
        return self._client


T = TypeVar("T")


async def _before(deadline: float, work: Awaitable[T]) -> T:
    async with asyncio.timeout_at(deadline):
        return await work


async def _open(create: Any, model: str, prompt: Prompt) -> Any:
    """Ask for token counts along with the stream, and without where an endpoint knows none."""
    try:
        return await create(
            model=model, messages=prompt, stream=True, stream_options={"include_usage": True}
        )
    except Exception as error:
        if getattr(error, "status_code", None) not in (400, 422):
            raise
    return await create(model=model, messages=prompt, stream=True)


def _completion(content: str, finish_reason: Any, usage: Any) -> Completion:
    if not content.strip():
        raise ModelFailed("The model answered nothing, so nothing was counted.")
    if len(content) > MAX_CHARACTERS:
        content, finish_reason = content[:MAX_CHARACTERS], "length"
    return Completion(
        content,
        finish_reason if finish_reason in ("length", "content_filter") else "stop",
        _count(getattr(usage, "prompt_tokens", None)),
        _count(getattr(usage, "completion_tokens", None)),
    )


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= _MAX_COUNT else None


def _clean(text: Any) -> str:
    """Keep what can be stored and sent: no U+0000, no half of a surrogate pair."""
    if text is None:
        return ""
    if not isinstance(text, str):
        raise TypeError("content is no text")
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
