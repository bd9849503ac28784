"""What PostgreSQL writes for the wire, and Python reads only where someone looks.

Lists are most of an answer, and of a detail the rest is as easily written. Made into objects,
validated and written again they would cost more than all else the server does for the request, to
arrive at the same bytes.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, overload

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema, from_json

if TYPE_CHECKING:
    from tenantry.database.pool import Row

E = TypeVar("E", bound=BaseModel)

_TIME = r"""'YYYY-MM-DD"T"HH24\:MI\:SS.US"Z"'"""
"""RFC 3339 as Pydantic writes it; our connections are in UTC. The colons are no parameters."""


def write(model: type[BaseModel]) -> str:
    """Write SQL for one of `rows_of` as the JSON of a model, as text.

    What the model excludes from its JSON follows on a second line, for who reads it in process;
    PostgreSQL escapes line breaks inside of JSON.
    """
    text = "CAST(row_to_json(shown) AS text)"
    hidden = _fields(model)[1]
    if not hidden:
        return text
    pairs = (f"'{name}', {_value(model, name)}" for name in hidden)
    return f"{text} || chr(10) || CAST(json_build_object({', '.join(pairs)}) AS text)"


def rows_of(model: type[BaseModel], rows: str) -> str:
    """Write what a query with `write` in it selects from: `rows` has a column for each field.

    Each row is there as `entry`, and as `shown` with just the fields of the JSON: PostgreSQL writes
    a whole row in half the time it takes to write its columns one by one.
    """
    columns = ", ".join(f"{_value(model, name)} AS {name}" for name in _fields(model)[0])
    return f"({rows}) AS entry CROSS JOIN LATERAL (SELECT {columns}) AS shown"


def _value(model: type[BaseModel], name: str) -> str:
    hint = model.model_fields[name].annotation
    if datetime in (hint, *get_args(hint)):
        return f"to_char(entry.{name}, {_TIME})"
    return f"entry.{name}"


def _fields(model: type[BaseModel]) -> tuple[list[str], list[str]]:
    """Tell the fields a model shows from those it excludes; its lists of entries are neither."""
    shown: list[str] = []
    hidden: list[str] = []
    for name, field in model.model_fields.items():
        if _is_list(field.annotation):
            continue
        (hidden if field.exclude else shown).append(name)
    return shown, hidden


def _is_list(hint: Any) -> bool:
    return getattr(hint, "__origin__", None) is Entries


class Entries(Sequence[E]):
    """The entries of a list as the JSON PostgreSQL wrote, validated when the first is looked at.

    As a field of a model it takes what `write` wrote, and anything a list of its entries would.
    """

    __slots__ = ("_model", "_read", "_written")

    def __init__(self, model: type[E], written: list[str], read: list[E] | None = None) -> None:
        self._model = model
        self._written = written
        self._read = read

    def as_json(self) -> str:
        """Write the list as a JSON array, what PostgreSQL wrote just as it is."""
        if self._read is not None:
            return f"[{','.join(entry.model_dump_json() for entry in self._read)}]"
        return _array(self._model, self._written)

    def _entries(self) -> list[E]:
        if self._read is None:
            self._read = [self._parse(text) for text in self._written]
        return self._read

    def _parse(self, text: str) -> E:
        shown, _, hidden = text.partition("\n")
        return self._model.model_validate(from_json(shown) | from_json(hidden or "{}"))

    @overload
    def __getitem__(self, index: int) -> E: ...
    @overload
    def __getitem__(self, index: slice) -> list[E]: ...
    def __getitem__(self, index: int | slice) -> E | list[E]:
        return self._entries()[index]

    def __len__(self) -> int:
        return len(self._written if self._read is None else self._read)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Entries):
            return self._entries() == other._entries()
        return self._entries() == other

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._entries())

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (model,) = get_args(source)
        entries = core_schema.list_schema(handler.generate_schema(model))

        def take(value: Any, validate: Callable[[Any], list[E]]) -> Entries[E]:
            if isinstance(value, Entries):
                return value
            if isinstance(value, list) and value and isinstance(value[0], str):
                return cls(model, value)
            return cls(model, [], validate(value))

        return core_schema.no_info_wrap_validator_function(
            take,
            entries,
            serialization=core_schema.plain_serializer_function_ser_schema(
                list, return_schema=entries
            ),
        )


def _array(model: type[BaseModel], texts: list[str]) -> str:
    if _fields_hidden(model):
        texts = [text.partition("\n")[0] for text in texts]
    return f"[{','.join(texts)}]"


@functools.cache
def _fields_hidden(model: type[BaseModel]) -> bool:
    return bool(_fields(model)[1])


@functools.cache
def _listed(
    model: type[BaseModel],
) -> tuple[set[str], tuple[tuple[str, str, type[BaseModel]], ...]]:
    """Name the fields of a model that are lists, how each begins in its JSON, and of what it is."""
    lists = {
        name: get_args(field.annotation)[0]
        for name, field in model.model_fields.items()
        if _is_list(field.annotation)
    }
    alone = not _fields(model)[0]
    begin = [f'{"," if i or not alone else ""}"{name}":' for i, name in enumerate(lists)]
    return set(lists), tuple(zip(lists, begin, lists.values(), strict=True))


class Written:
    """Stands for a model PostgreSQL wrote, which is validated when something of it is looked at."""

    __slots__ = ("_hidden", "_model", "_read", "_row", "_shown")

    def __init__(self, model: type[BaseModel], row: Row | Mapping[str, Any]) -> None:
        self._model = model
        self._row = row
        self._shown, _, self._hidden = row["written"].partition("\n")
        self._read: BaseModel | None = None

    def as_json(self) -> bytes:
        """Write the model as JSON, its lists of entries last, all just as PostgreSQL did."""
        text = self._shown[:-1]
        for name, begin, entry in _listed(self._model)[1]:
            text += begin + _array(entry, self._row[name])
        return f"{text}}}".encode()

    def hidden(self) -> dict[str, Any]:
        """Read what the model excludes from its JSON."""
        return dict(from_json(self._hidden or "{}"))

    def _whole(self) -> BaseModel:
        if self._read is None:
            lists = {name: self._row[name] for name in _listed(self._model)[0]}
            own = from_json(self._shown) | self.hidden()
            self._read = self._model.model_validate(own | lists)
        return self._read

    @property  # type: ignore[misc]
    def __class__(self) -> type[BaseModel]:  # type: ignore[override]
        """Pass for the model where someone asks for an instance of it."""
        return self._model

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole(), name)

    def __eq__(self, other: object) -> bool:
        return self._whole() == (other._whole() if isinstance(other, Written) else other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._whole())


def written(model: type[E], row: Row | Mapping[str, Any]) -> E:
    """Take a model from a row: what `write` wrote as `written`, and its lists of entries."""
    return cast("E", Written(model, row))


def to_json(result: BaseModel) -> bytes:
    """Serialise a model; the lists of entries it has go last, as they were written."""
    if isinstance(result, Written):
        return result.as_json()
    apart, lists = _listed(type(result))
    if not lists:
        return result.__pydantic_serializer__.to_json(result)
    own: bytes = result.__pydantic_serializer__.to_json(result, exclude=apart)
    text = "".join([begin + getattr(result, name).as_json() for name, begin, _ in lists])
    return b"%b%b}" % (own[:-1], text.encode())
