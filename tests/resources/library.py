"""An application with resources of every kind of column, which tests serve as a process."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import ARRAY, CheckConstraint, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tenantry import (
    Base,
    Body,
    Conflict,
    Event,
    Freezable,
    Patch,
    Read,
    Resource,
    Tenant,
    TenantScoped,
    WorkspaceScoped,
    on,
    references,
)

Kind = Literal["novel", "poetry"]


class Genre(TenantScoped, Base):
    __tablename__ = "genres"

    name: Mapped[str] = mapped_column(String(50))


class GenreRead(Read):
    name: str


class GenreCreate(Body):
    name: str


class GenreUpdate(Patch):
    name: str | None = None


genres = Resource(Genre, read=GenreRead, create=GenreCreate, update=GenreUpdate)


class Shelf(WorkspaceScoped, Base):
    __tablename__ = "shelves"

    label: Mapped[str] = mapped_column(String(50))


class ShelfRead(Read):
    workspace_id: UUID
    label: str


class ShelfCreate(Body):
    label: str


class ShelfUpdate(Patch):
    label: str | None = None


shelves = Resource(
    Shelf,
    read=ShelfRead,
    create=ShelfCreate,
    update=ShelfUpdate,
    singular="shelf",
    label="label",
    permissions={"delete": "editor"},
)


class Book(WorkspaceScoped, Freezable, Base):
    __tablename__ = "books"
    __table_args__ = (
        UniqueConstraint("organization_id", "title", name="uq_books_title"),
        UniqueConstraint("organization_id", "isbn", name="uq_books_isbn"),
        CheckConstraint("pages > 0", name="pages"),
        references("shelf_id", Shelf),
    )

    title: Mapped[str] = mapped_column(String(20))
    kind: Mapped[Kind]
    isbn: Mapped[str | None]
    pages: Mapped[int] = mapped_column(server_default="1")
    price: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    facts: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    published: Mapped[date | None]
    shelf_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(default="new")
    order: Mapped[int | None]
    label: Mapped[str | None]
    was: Mapped[str | None]


class BookRead(Read):
    title: str
    kind: Kind
    isbn: str | None
    pages: int
    price: Decimal | None
    tags: list[str]
    facts: dict[str, Any]
    published: date | None
    shelf_id: UUID | None
    state: str
    order: int | None
    label: str | None
    was: str | None
    frozen: bool


class BookCreate(Body):
    title: str
    kind: Kind = "novel"
    isbn: str | None = None
    pages: int = 1
    price: Decimal | None = None
    tags: list[str] = Field(default_factory=list)
    facts: dict[str, Any] = Field(default_factory=dict)
    published: date | None = None
    shelf_id: UUID | None = None
    order: int | None = None
    label: str | None = None
    was: str | None = None


class BookUpdate(Patch):
    title: str | None = None
    kind: Kind | None = None
    isbn: str | None = None
    pages: Annotated[int | None, Field(description="How many.")] = None
    price: Decimal | None = None
    tags: list[str] | None = None
    facts: dict[str, Any] | None = None
    published: date | None = None
    shelf_id: UUID | None = None
    order: int | None = None
    label: str | None = None
    was: str | None = None


class TitleTaken(Conflict):
    code, title = "title_taken", "Title taken"
    detail = "There is a book of this title: choose another."


class BookKept(Conflict):
    code, title = "book_kept", "Book kept"
    detail = "This book is kept as it is."


books = Resource(
    Book,
    read=BookRead,
    create=BookCreate,
    update=BookUpdate,
    limit="books",
    search=("title", "isbn"),
    sort=("title", "pages", "created_at"),
    conflicts={"uq_books_title": TitleTaken},
    raises=[BookKept],
)


@books.before_create
async def tidy(tenant: Tenant, book: BookCreate) -> BookCreate:
    return book.model_copy(update={"title": book.title.strip()})


@books.before_create
async def refuse_forbidden(tenant: Tenant, book: BookCreate) -> BookCreate:
    if book.title == "forbidden":
        await genres.create(tenant, GenreCreate(name="of a refused book"))
        raise BookKept
    return book


@books.before_update
async def keep(tenant: Tenant, book: BookRead, changes: dict[str, Any]) -> dict[str, Any]:
    if book.title == "kept" or changes.get("title") == "never":
        raise BookKept
    return changes


@books.before_delete
async def keep_still(tenant: Tenant, book: BookRead) -> None:
    if book.title == "kept":
        raise BookKept


@books.after_commit
async def tell(event: Event) -> None:
    print(f"told {event.action} {event.target_name}", flush=True)


@on("genre.created")
async def fail(event: Event) -> None:
    raise RuntimeError("a listener that fails")
