"""What clients send who mean no good, or know no better."""

from __future__ import annotations

from tests.people import PASSWORD

MIB = 1024 * 1024

WRITES = {
    "POST /auth/signup": f'{{"email": "{{}}", "password": "{PASSWORD}"}}',
    "POST /auth/login": f'{{"email": "{{}}", "password": "{PASSWORD}"}}',
    "PATCH /auth/me": '{"display_name": "{}"}',
    "POST /orgs": '{"name": "{}"}',
    "PATCH /orgs/{org_id}": '{"name": "{}"}',
    "PUT /orgs/{org_id}": '{"name": "{}"}',
    "POST /orgs/{org_id}/workspaces": '{"name": "{}"}',
    "PATCH /orgs/{org_id}/workspaces/{workspace_id}": '{"description": "{}"}',
    "POST /orgs/{org_id}/workspaces/{workspace_id}/chatbots": '{"name": "{}"}',
    "PUT /orgs/{org_id}/workspaces/{workspace_id}/chatbots/{chatbot_id}": '{"name": "{}"}',
    "PATCH /orgs/{org_id}/workspaces/{workspace_id}/chatbots/{chatbot_id}": (
        '{"instructions": "{}"}'
    ),
    "POST /orgs/{org_id}/members": '{"user_id": "{}", "role": "member"}',
    "PUT /orgs/{org_id}/members/{member_id}": '{"role": "{}"}',
    "POST /switch/organization": '{"organization_id": "{}"}',
}
"""Operations with a body, and one of theirs with a hole for a string."""

SETTINGS = (
    "POST /orgs",
    "PATCH /orgs/{org_id}",
    "POST /orgs/{org_id}/workspaces",
    "PATCH /orgs/{org_id}/workspaces/{workspace_id}",
)
"""Operations that take JSON of any shape."""

LISTS = (
    "GET /orgs",
    "GET /auth/sessions",
    "GET /orgs/{org_id}/members",
    "GET /orgs/{org_id}/workspaces",
    "GET /orgs/{org_id}/workspaces/{workspace_id}/members",
    "GET /orgs/{org_id}/workspaces/{workspace_id}/chatbots",
)

STRINGS = {
    "a NUL": rb"a\u0000b",
    "a raw NUL": b"a\x00b",
    "a lone high surrogate": rb"a\ud800b",
    "a lone low surrogate": rb"a\udc00b",
    "surrogates the wrong way round": rb"\udc00\ud800",
    "invalid UTF-8": b"a\xff\xfeb",
    "a surrogate in UTF-8": b"a\xed\xa0\x80b",
    "an overlong NUL": b"a\xc0\x80b",
    "a raw line break": b"a\nb",
    "a million characters": b"a" * 1_000_000,
    "a broken escape": rb"\x41",
}

DOCUMENTS = {
    "nothing": b"",
    "blanks": b"  \n",
    "null": b"null",
    "a number": b"1",
    "a string": b'"name"',
    "a list": b"[]",
    "half an object": b'{"name": "a"',
    "two objects": b"{}{}",
    "a trailing comma": b'{"name": "a",}',
    "single quotes": b"{'name': 'a'}",
    "a comment": b'{"name": "a"} // hello',
    "NaN": b"NaN",
    "a hundred thousand brackets": b"[" * 100_000 + b"]" * 100_000,
    "a hundred thousand objects": b'{"name":' * 100_000 + b"1" + b"}" * 100_000,
    "unclosed brackets": b"[" * 100_000,
    "UTF-16": '{"name": "a"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"name": "a"}',
    "a form": b"name=a&slug=b",
    "random bytes": bytes(range(256)),
    "an unknown field": b'{"name": "a", "owner": true}',
    "an unknown field of a million characters": b'{"' + b"a" * 1_000_000 + b'": 1}',
    "many unknown fields": b"{" + b",".join(b'"f%d": 1' % n for n in range(50_000)) + b"}",
    "a prototype": b'{"__proto__": {"role": "owner"}, "constructor": 1}',
}

VALUES = ("null", "1", "true", "[]", "{}", '[["a"]]', "1e999", "-0.0", "1" * 5000, '""', '"   "')
"""JSON that is no sound value of a string field."""

UNSTORABLE = {
    "a NUL in a value": rb'{"a": "\u0000"}',
    "a NUL in a key": rb'{"\u0000": 1}',
    "a NUL deep inside": rb'{"a": [{"b": ["x", {"c\u0000": 1}]}]}',
    "a lone surrogate": rb'{"a": "\ud800"}',
    "a lone surrogate in a key": rb'{"\ud800": 1}',
    "invalid UTF-8": b'{"a": "\xff"}',
    "not a number": b'{"a": NaN}',
    "infinity": b'{"a": Infinity}',
    "minus infinity": b'{"a": [-Infinity]}',
    "a number beyond floats": b'{"a": 1e999}',
    "a number beyond floats, below": b'{"a": -1e999}',
    "an integer of 5,000 digits": b'{"a": ' + b"9" * 5000 + b"}",
    "10,000 levels": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "10,000 lists": b'{"a": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "33 KiB": b'{"a": "' + b"a" * 33 * 1024 + b'"}',
    "33 KiB of escapes": b'{"a": "' + "é".encode() * 17 * 1024 + b'"}',
    "a list": b"[1]",
    "a string": b'"{}"',
    "a number": b"1",
}
"""Settings that are no JSON object of at most 32 KiB."""

QUERIES = {
    "page zero": "page=0",
    "a page before the first": "page=-1",
    "a page of 31 digits": f"page={10**30}",
    "a page of 5,000 digits": f"page={'9' * 5000}",
    "a page that is no number": "page=one",
    "half a page": "page=1.5",
    "an empty page": "page=",
    "infinite pages": "page=Infinity",
    "an Arabic page": "page=%D9%A1x",
    "a limit of zero": "limit=0",
    "a limit of 101": "limit=101",
    "a negative limit": "limit=-5",
    "a limit of 31 digits": f"limit={10**30}",
    "an unknown order": "sort=password",
    "an injected order": "sort=name;drop%20table%20users",
    "an empty order": "sort=",
    "an unknown field": "colour=red",
    "a NUL": "q=a%00b",
    "a NUL in a name": "q%00=a",
    "a needle of 201 characters": f"q={'a' * 201}",
    "a second page that is wrong": "page=1&page=0",
    "101 fields": "&".join(["page=1"] * 101),
    "a cursor of nothing": "cursor=%3D",
    "a cursor that is no base64": "cursor=@@@@",
    "a cursor that is no ASCII": "cursor=%C3%A9",
    "a cursor that is no JSON": "cursor=aGVsbG8",
    "a cursor of 1,001 characters": f"cursor={'a' * 1001}",
}

HARMLESS = {
    "an SQL comment": "q=';--",
    "wildcards": "q=%25_%5C",
    "a lone surrogate": "q=%ED%A0%80",
    "invalid UTF-8": "q=%FF%FE",
    "a name twice": "page=2&page=1",
    "half an escape": "q=%",
    "an empty needle": "q=",
}
"""Queries that look dangerous and are merely odd: they are served."""
