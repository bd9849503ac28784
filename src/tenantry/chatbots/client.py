"""The `openai` client as we use it; importing this imports it, which takes half a second."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import openai

from tenantry.errors import ModelFailed
from tenantry.settings import Settings

_MAX_BYTES = 4 * 1024 * 1024
"""Of one answer with all that is around it."""


def connect(settings: Settings) -> openai.AsyncOpenAI:
    """Make a client of the endpoint in the settings; nothing is sent yet."""
    key = settings.model_key
    return openai.AsyncOpenAI(
        base_url=settings.model_url,
        api_key=key.get_secret_value() if key else "none",
        timeout=float(settings.model_timeout),
        max_retries=1,
        http_client=openai.DefaultAsyncHttpxClient(
            headers={"Accept-Encoding": "identity"}, event_hooks={"response": [_bound]}
        ),
    )


async def _bound(response: httpx2.Response) -> None:
    """Refuse to read without end, and to unpack what nobody asked to be packed."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise ModelFailed("The model's endpoint compresses its answers unasked.")
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _Bounded(response.stream)


class _Bounded(httpx2.AsyncByteStream):
    """A body that fails after so many bytes."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = _MAX_BYTES
        async for chunk in self._stream:
            left -= len(chunk)
            if left < 0:
                raise ModelFailed("The model's answer has no end, so nothing was counted.")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
