"""What every resource keeps, asked of an application's own over HTTP, two workers serving it."""

from __future__ import annotations

import asyncio
import os
from uuid import uuid4

import pytest

from tests.http.process import COMMAND
from tests.people import Person, found
from tests.resources.conftest import Library


async def test_every_kind_of_column_comes_back_as_it_was_sent(library: Library) -> None:
    sent = {
        "title": " Odes ",
        "kind": "poetry",
        "isbn": "1-2",
        "pages": 2**31 - 1,
        "price": "19.90",
        "tags": ["a", 'b"c', ""],
        "facts": {"deep": [1, {"x": None}], "π": 3.5},
        "published": "2024-02-29",
        "order": 3,
        "label": "l",
        "was": "w",
    }
    made = await library.mia.post(library.books, sent)
    assert made.status_code == 201, made.text
    kept = made.json()
    assert {name: kept[name] for name in sent} == {**sent, "title": "Odes"}
    assert (kept["state"], kept["shelf_id"], kept["frozen"]) == ("new", None, False)
    assert (await library.vera.get(f"{library.books}/{kept['id']}")).json() == kept
    assert (await library.vera.get(library.books)).json()["books"] == [kept]
    changed = await library.mia.patch(f"{library.books}/{kept['id']}", {"order": 4, "was": None})
    assert changed.status_code == 200, changed.text
    assert changed.json() == {
        **kept,
        "order": 4,
        "was": None,
        "updated_at": changed.json()["updated_at"],
    }


async def test_roles_hold_as_declared(library: Library) -> None:
    item = await library.book("One")
    assert (await library.vera.get(item)).status_code == 200
    for method, path in (("POST", library.books), ("PUT", item), ("PATCH", item)):
        refused = await library.vera.request(method, path, json={"title": "Mine"})
        assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    assert (await library.mia.delete(item)).json()["permission"] == "book:delete"
    assert (await library.olivia.delete(item)).status_code == 204
    shelf = (await library.mia.post(library.shelves, {"label": "Top"})).json()
    assert (await library.mia.delete(f"{library.shelves}/{shelf['id']}")).status_code == 204


async def test_a_resource_of_the_organization_is_written_by_its_admins(library: Library) -> None:
    genres = f"{library.place.path}/genres"
    made = await library.olivia.post(genres, {"name": "Crime"})
    assert made.status_code == 201, made.text
    assert (await library.vera.get(genres)).json()["genres"] == [made.json()]
    assert (await library.mia.post(genres, {"name": "x"})).json()["permission"] == "genre:create"


async def test_what_is_elsewhere_does_not_exist(library: Library, crowd: dict[str, Person]) -> None:
    item = await library.book("Mine")
    assert (await crowd["eve"].get(item)).status_code == 404
    assert (await crowd["eve"].get(library.books)).status_code == 404
    other = item.replace(library.place.workspaces["support"], library.place.default_id)
    for method, body in (("GET", None), ("PUT", {"title": "x"}), ("DELETE", None)):
        answer = await library.olivia.request(method, other, json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_reference_cannot_leave_workspace_or_organization(library: Library) -> None:
    there = await found(library.olivia, "Other")
    foreign = [
        f"{there.path}/workspaces/{there.default_id}",
        f"{library.place.path}/workspaces/{library.place.default_id}",
    ]
    for place in foreign:
        shelf = (await library.olivia.post(f"{place}/shelves", {"label": "Theirs"})).json()
        refused = await library.olivia.post(
            library.books, {"title": "Odd", "shelf_id": shelf["id"]}
        )
        assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")
        assert "shelf_id" in refused.json()["detail"]
    own = (await library.mia.post(library.shelves, {"label": "Ours"})).json()
    await library.book("Even", shelf_id=own["id"])
    held = await library.olivia.delete(f"{library.shelves}/{own['id']}")
    assert (held.status_code, held.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "x" * 21},
        {"title": "a\0"},
        {"pages": 0},
        {"pages": 2**31},
        {"pages": 10**30},
        {"price": "1234567.00"},
        {"price": "NaN"},
        {"kind": "essay"},
        {"tags": None},
        {"facts": {"a": "\0"}},
        {"facts": None},
        {"published": "2023-02-29"},
        {"isbn": "".join(f"{n * n * 7919:x}" for n in range(5_000))},
        {"shelf_id": str(uuid4())},
        {"state": "mine"},
        {"version": 3},
        {"organization_id": str(uuid4())},
    ],
)
async def test_what_cannot_be_stored_is_refused(library: Library, fields: dict) -> None:
    item = await library.book("One")
    for method, path in (("POST", library.books), ("PUT", item), ("PATCH", item)):
        answer = await library.mia.request(method, path, json={"title": "Two", **fields})
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


async def test_a_null_where_the_table_wants_a_value_is_refused(library: Library) -> None:
    refused = await library.mia.patch(await library.book("One"), {"pages": None})
    assert refused.status_code == 422 and "pages" in refused.json()["detail"]


async def test_conflicts_are_the_declared_ones_or_name_the_field(library: Library) -> None:
    await library.book("Taken", isbn="7")
    refused = await library.mia.post(library.books, {"title": "Taken"})
    assert (refused.status_code, refused.json()["code"]) == (409, "title_taken")
    refused = await library.mia.post(library.books, {"title": "Other", "isbn": "7"})
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert "isbn" in refused.json()["detail"]


async def test_lists_are_searched_sorted_and_continued(library: Library) -> None:
    for title, pages in (("beta", 3), ("Alpha", 2), ("gamma", 2), ("delta", 1)):
        await library.book(title, pages=pages)
    listed = (await library.vera.get(library.books)).json()
    assert [book["title"] for book in listed["books"]] == ["Alpha", "beta", "delta", "gamma"]
    titles, cursor = [], ""
    while cursor is not None:
        more = f"&cursor={cursor}" if cursor else ""
        page = (await library.vera.get(f"{library.books}?sort=-pages&limit=1{more}")).json()
        titles += [book["title"] for book in page["books"]]
        cursor = page["next_cursor"]
    assert titles == ["beta", "gamma", "Alpha", "delta"]
    assert (await library.vera.get(f"{library.books}?q=LPH")).json()["total"] == 1
    assert (await library.vera.get(f"{library.books}?sort=isbn")).status_code == 422


async def test_of_many_who_change_what_they_read_one_succeeds(library: Library) -> None:
    item = await library.book("One")
    tag = {"If-Match": '"1"'}
    answers = await asyncio.gather(
        *(library.mia.patch(item, {"title": f"Title {n}"}, headers=tag) for n in range(8))
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7
    gone = await library.mia.patch(f"{library.books}/{uuid4()}", {"title": "x"}, headers=tag)
    assert gone.status_code == 404


async def test_the_last_of_a_limit_is_given_once(library: Library) -> None:
    answers = await asyncio.gather(
        *(library.mia.post(library.books, {"title": f"Book {n}"}) for n in range(20))
    )
    made = [answer for answer in answers if answer.status_code == 201]
    refused = {answer.json()["code"] for answer in answers if answer.status_code != 201}
    assert (len(made), refused) == (5, {"plan_limit_reached"})
    assert (await library.vera.get(library.books)).json()["total"] == 5


async def test_over_a_smaller_plan_the_newest_are_frozen(library: Library) -> None:
    items = [await library.book(f"Book {n}") for n in range(4)]
    changed = await library.olivia.put(f"{library.place.path}/subscription", {"tier": "free"})
    assert changed.status_code == 200, changed.text
    frozen = [(await library.vera.get(item)).json()["frozen"] for item in items]
    assert frozen == [False, False, True, True]
    for method in ("PUT", "PATCH"):
        for title in ("New", "never"):
            refused = await library.mia.request(method, items[3], json={"title": title})
            assert (refused.status_code, refused.json()["code"]) == (402, "frozen"), title
    assert (await library.mia.patch(items[0], {"title": "New"})).status_code == 200
    assert (await library.olivia.delete(items[0])).status_code == 204
    assert (await library.vera.get(items[2])).json()["frozen"] is False
    assert (await library.olivia.delete(items[3])).status_code == 204


async def test_a_hook_refuses_the_whole_change(library: Library) -> None:
    refused = await library.olivia.post(library.books, {"title": " forbidden "})
    assert (refused.status_code, refused.json()["code"]) == (409, "book_kept")
    genres = (await library.olivia.get(f"{library.place.path}/genres")).json()
    assert genres["total"] == 0
    item = await library.book("kept")
    for method, body in (("PATCH", {"pages": 2}), ("PUT", {"title": "x"}), ("DELETE", None)):
        refused = await library.olivia.request(method, item, json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "book_kept")
    assert (await library.vera.get(item)).json()["pages"] == 1


async def test_listeners_hear_of_what_is_committed_alone(library: Library) -> None:
    title = f"heard {str(uuid4())[:8]}"
    await library.book(title)
    assert (await library.mia.post(library.books, {"title": title})).status_code == 409
    assert library.process.log.read_text().count(f"told book.created {title}") == 1
    made = await library.olivia.post(f"{library.place.path}/genres", {"name": "Loud"})
    assert made.status_code == 201


async def test_the_document_has_the_declared_schemas(library: Library) -> None:
    document = (await library.mia.http.get("openapi.json")).json()
    item = "/api/v1/orgs/{org_id}/workspaces/{workspace_id}/books/{book_id}"
    path = item.removesuffix("/{book_id}")
    for method, where, body in (
        ("post", path, "BookCreate"),
        ("put", item, "BookCreate"),
        ("patch", item, "BookUpdate"),
    ):
        content = document["paths"][where][method]["requestBody"]["content"]["application/json"]
        assert content["schema"] == {"$ref": f"#/components/schemas/{body}"}
    examples = document["paths"][path]["post"]["responses"]["409"]["content"]
    assert {"title_taken", "book_kept"} <= set(examples["application/problem+json"]["examples"])
    answer = document["paths"][item]["get"]["responses"]["200"]["content"]["application/json"]
    assert answer["schema"] == {"$ref": "#/components/schemas/BookRead"}


@pytest.mark.parametrize("command", [["sweep"], ["apply"], ["set", "nobody", "free"]])
async def test_a_command_that_does_not_know_the_tables_freezes_nothing(
    library: Library, command: list[str]
) -> None:
    process = await asyncio.create_subprocess_exec(
        COMMAND[0],
        "plan",
        *command,
        env={**os.environ, "TENANTRY_DATA_DIR": str(library.process.log.parent / "data")},
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode == 1
    assert b"TENANTRY_RESOURCES: nothing is known here of the tables books: name" in said
