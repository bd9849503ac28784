"""What mails say: in every language, in both parts, whatever strangers call themselves."""

from __future__ import annotations

import email
import re
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import Environment, meta

from tenantry.mail.server import Server, read_url
from tenantry.mail.words import harmless, language_asked, language_of, languages, words
from tenantry.mail.writing import write
from tenantry.settings import Settings
from tests.mail.mailbox import text_of

SETTINGS = Settings(public_url="https://app.example.test", mail_from="Shop <hello@shop.test>")
HOSTILE = [
    "Ida\r\nBcc: eve@evil.example",
    "<script>alert(1)</script>",
    '"><a href="https://evil.example">Click</a>',
    "https://evil.example/login",
    "www.evil.example",
    "evil.example/login?x",
    "[Click](http://evil.example)",
    "{{ link }}{% for x in range(9) %}",
    "\u202eelpmaxe.live\u2069",
    "evil\u3002example",
    "x" * 10_000,
]
MAILS = sorted(words("en").keys() - {"layout"})


class Page(HTMLParser):
    """The elements of a page, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src", "background")]


def named_in(value: Any) -> set[str]:
    """Find the variables that words name."""
    if isinstance(value, list):
        return {name for part in value for name in named_in(part)}
    return set(meta.find_undeclared_variables(Environment(autoescape=True).parse(value)))


def takes(language: str, name: str) -> set[str]:
    said = words(language)["layout"] | words(language)[name]
    return {variable for part in said.values() for variable in named_in(part)} - {"product"}


def mail(template: str, language: str = "en", /, **context: Any) -> EmailMessage:
    given = dict.fromkeys(takes(language, template), "Ida") | context
    made = write(SETTINGS, "id", "ida@example.test", template, language, "/go?token=sesame", given)
    message = email.message_from_bytes(made.content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_mail_and_says_the_same_of_it(language: str) -> None:
    assert words(language).keys() == words("en").keys()
    for name in words("en"):
        assert words(language)[name].keys() == words("en")[name].keys(), name
        for part, said in words("en")[name].items():
            same = len(said) if isinstance(said, list) else None
            other = words(language)[name][part]
            assert (len(other) if isinstance(other, list) else None) == same, (name, part)
            assert named_in(other) == named_in(said), (name, part)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", MAILS)
def test_every_mail_can_be_written_and_read(name: str, language: str) -> None:
    message = mail(name, language)
    assert message["Subject"]
    assert message["Content-Language"] == language
    text, page = text_of(message), text_of(message, "html")
    assert "{{" not in text + page
    assert "{%" not in text + page
    assert max(map(len, text.splitlines())) <= 76
    assert {"table", "img", "script", "iframe"} & set(Page(page).tags) == set()
    assert f'<html lang="{language}"' in page
    assert "prefers-color-scheme: dark" in page


@pytest.mark.parametrize("name", MAILS)
@pytest.mark.parametrize("value", HOSTILE)
def test_what_people_call_themselves_injects_nothing(name: str, value: str) -> None:
    honest, message = mail(name), mail(name, **dict.fromkeys(takes("en", name), value))
    assert message.keys() == honest.keys()
    assert [str(message[key]) for key in ("To", "From")] == ["ida@example.test", honest["From"]]
    page = Page(text_of(message, "html"))
    assert page.tags == Page(text_of(honest, "html")).tags
    assert set(page.links) <= {"https://app.example.test/go?token=sesame"}
    visible = text_of(message) + str(message["Subject"])
    assert re.findall(r"\w\.example\b(?!\.test)", visible) == []
    assert set(re.findall(r"\w+://[^\s)]+", visible)) <= {
        "https://app.example.test/go?token=sesame"
    }
    assert len(str(message["Subject"])) < 400


def test_honest_names_are_left_as_they_are() -> None:
    for name in ("Dr. Ada King", "Zoë & Söhne GmbH", "O'Neil", "李小龍", "ida@example.test", "1.5"):
        assert harmless(name) == name


def test_a_name_is_escaped_for_html_and_plain_in_text() -> None:
    message = mail("verify_email", name="Zoë & <Sons>")
    assert "Hello Zoë & <Sons>," in text_of(message)
    assert "Hello Zoë &amp; &lt;Sons&gt;," in text_of(message, "html")


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("de", "de"), ("de-AT", "de"), ("DE", "de"), ("fr", "en"), ("", "en"), (None, "en")],
)
def test_a_language_without_words_falls_back(wanted: str | None, language: str) -> None:
    assert language_of(wanted, "en") == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de", "de"),
        ("fr, de;q=0.5, en;q=0.9", "en"),
        ("en;q=0, de;q=0.1", "de"),
        ("de-CH-1996;q=0.9,*;q=0.1", "de"),
        ("fr", None),
        ("", None),
        (None, None),
        (";;;q=,,", None),
        ("de;q=2", "de"),
        ("../../en", None),
        ("x" * 9000, None),
    ],
)
def test_a_browser_is_asked_for_its_language(header: str | None, language: str | None) -> None:
    assert language_asked(header) == language


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail", Server("mail", 587, None, None, False, None, None)),
        ("smtp://mail?starttls", Server("mail", 587, None, None, False, True, None)),
        ("smtp://u:p%40@mail:25", Server("mail", 25, "u", "p@", False, True, None)),
        ("smtp://u:p@localhost:25", Server("localhost", 25, "u", "p", False, None, None)),
        ("smtp://u:p@[::1]", Server("::1", 587, "u", "p", False, None, None)),
        ("smtps://u:p@mail", Server("mail", 465, "u", "p", True, False, None)),
        ("smtps://mail?ca=/a.pem", Server("mail", 465, None, None, True, False, "/a.pem")),
    ],
)
def test_a_password_never_goes_in_clear_to_another_machine(url: str, server: Server) -> None:
    assert read_url(url) == server


@pytest.mark.parametrize(
    "url", ["mail:25", "http://mail", "smtp://", "smtp://mail/x", "smtp://mail?tls", "smtp://m:x"]
)
def test_a_url_that_is_wrong_stops_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="smtp_url"):
        Settings(smtp_url=url)


@pytest.mark.parametrize("sender", ["Shop", "Shop <>", "a@b\nBcc: c@d"])
def test_a_sender_that_is_no_address_stops_the_start(sender: str) -> None:
    with pytest.raises(ValueError, match="mail_from"):
        Settings(mail_from=sender)
