"""Sign-up: an account, its first organization and a session, all or nothing."""

from __future__ import annotations

import asyncio

import httpx
import pytest

import tenantry
from tests.identity.accounts import claims_of, credentials, log_in, new_email, sign_up_as
from tests.people import PASSWORD, TOKEN_MINUTES


async def test_signing_up_signs_in(http: httpx.AsyncClient) -> None:
    body = credentials(username="Ida.Known", display_name=" Ida ")
    answer = await http.post("/auth/signup", json=body)
    token = answer.json()
    assert answer.status_code == 201
    assert set(token) == {
        "access_token",
        "token_type",
        "expires_in",
        "refresh_token",
        "user",
        "context",
    }
    assert (token["token_type"], token["expires_in"]) == ("bearer", TOKEN_MINUTES * 60)
    assert set(token["user"]) == {
        "id",
        "email",
        "email_verified",
        "username",
        "display_name",
        "avatar_url",
        "created_at",
    }
    assert token["user"]["display_name"] == "Ida" and not token["user"]["email_verified"]
    assert PASSWORD not in answer.text


async def test_without_an_organization_the_context_is_empty(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http)
    context = person.token["context"]
    assert context.pop("permissions") == []
    assert set(context.values()) == {None}
    assert claims_of(person.access_token)["org_id"] is None


async def test_a_named_organization_is_made_with_its_trial_and_is_the_context(
    http: httpx.AsyncClient,
) -> None:
    person = await sign_up_as(http, organization_name="Ida's Yard")
    context = person.token["context"]
    assert context["organization_name"] == "Ida's Yard"
    assert (context["organization_role"], context["workspace_role"]) == ("owner", "admin")
    assert context["workspace_name"] == "Default"
    assert "org:delete" in context["permissions"] and "workspace:delete" in context["permissions"]
    claims = claims_of(person.access_token)
    assert claims["org_id"] == context["organization_id"]
    assert claims["workspace_id"] == context["workspace_id"]
    made = (await person.get(f"/orgs/{context['organization_id']}")).json()
    assert (made["subscription_tier"], made["subscription_status"]) == ("pro", "trial")
    assert made["created_by"] == person.id and made["member_count"] == 1


async def test_two_spellings_of_an_email_are_one_account(http: httpx.AsyncClient) -> None:
    person = await sign_up_as(http, email=new_email("Ida").replace("@example", "@EXAMPLE"))
    assert person.token["user"]["email"] == person.email.lower()
    for spelling in (person.email, person.email.lower(), person.email.upper()):
        taken = await http.post("/auth/signup", json=credentials(email=spelling))
        assert (taken.status_code, taken.json()["code"]) == (409, "email_taken")
        assert (await log_in(http, f" {spelling} ")).status_code == 200


async def test_an_email_in_another_script_signs_in_however_it_is_composed(
    http: httpx.AsyncClient,
) -> None:
    """The same letters in one code point or two, and a domain in Unicode or Punycode."""
    name = new_email("zoë").partition("@")[0]
    person = await sign_up_as(http, email=f"{name}@bücher.test")
    composed = person.token["user"]["email"]
    decomposed = composed.replace("ë", "e\u0308")
    punycode = f"{name}@xn--bcher-kva.test"
    for spelling in (composed, decomposed, punycode):
        assert (await log_in(http, spelling)).status_code == 200, spelling
        taken = await http.post("/auth/signup", json=credentials(email=spelling))
        assert taken.json()["code"] == "email_taken"


async def test_a_username_is_taken_in_every_case(http: httpx.AsyncClient) -> None:
    await sign_up_as(http, username="Only-One")
    for spelling in ("Only-One", "only-one", "ONLY-ONE"):
        taken = await http.post("/auth/signup", json=credentials(username=spelling))
        assert (taken.status_code, taken.json()["code"]) == (409, "username_taken")


async def test_of_twenty_sign_ups_at_once_one_gets_the_email(http: httpx.AsyncClient) -> None:
    body = credentials()
    answers = await asyncio.gather(*(http.post("/auth/signup", json=body) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19


async def test_a_sign_up_that_fails_leaves_nothing(
    http: httpx.AsyncClient, service: tenantry.Service
) -> None:
    """Not the user, though the organization came first to fail, and no session either."""
    await sign_up_as(http, username="occupied")
    body = credentials(username="occupied", organization_name="Never")
    assert (await http.post("/auth/signup", json=body)).json()["code"] == "username_taken"
    assert (await log_in(http, body["email"])).json()["code"] == "invalid_credentials"
    again = await http.post("/auth/signup", json={**body, "username": "vacant"})
    organizations = await http.get(
        "/orgs", headers={"Authorization": f"Bearer {again.json()['access_token']}"}
    )
    assert organizations.json()["total"] == 1
    assert organizations.json()["organizations"][0]["slug"].startswith("never")


async def test_a_failing_organization_takes_the_account_with_it(
    http: httpx.AsyncClient, service: tenantry.Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trial of a plan that is none is refused by the database, after the user was written."""
    broken = service.settings.model_copy(update={"trial_days": 10**9})
    monkeypatch.setattr(service, "settings", broken)
    body = credentials(organization_name="Never")
    assert (await http.post("/auth/signup", json=body)).status_code >= 400
    monkeypatch.undo()
    assert (await log_in(http, body["email"])).json()["code"] == "invalid_credentials"
    assert (await http.post("/auth/signup", json=body)).status_code == 201


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "ida"),
        ("email", "ida@"),
        ("email", "ida@localhost"),
        ("email", "a@b@c.test"),
        ("email", "x" * 250 + "@example.test"),
        ("password", "1234567"),
        ("password", "x" * 257),
        ("username", "a"),
        ("username", "-a-"),
        ("username", "a b"),
        ("display_name", "two\nlines"),
        ("organization_name", "  "),
        ("session", "local storage"),
    ],
)
async def test_a_field_that_is_wrong_is_named(
    http: httpx.AsyncClient, field: str, value: str
) -> None:
    answer = await http.post("/auth/signup", json=credentials(**{field: value}))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["body", field]
