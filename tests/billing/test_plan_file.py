"""Plans from a TOML file: what they may say, and where it is wrong if it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from tenantry.plans import PLANS, read_plans
from tenantry.settings import Settings, explain

SOUND = """
[plans.free]
price = 0
limits = { workspaces = 1, chatbots = 1, messages = 50, exports = 0 }

[plans.team]
name = "Team & friends"
price = 19
features = ["sso"]

[plans.team.limits]
workspaces = 5
chatbots = "unlimited"
messages = 5_000
exports = 10
"""


def write(directory: Path, text: str) -> Path:
    path = directory / "plans.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_there_are_the_four() -> None:
    assert read_plans(None) is PLANS
    assert list(PLANS) == ["free", "starter", "pro", "enterprise"]


def test_a_file_takes_their_place(tmp_path: Path) -> None:
    plans = read_plans(write(tmp_path, SOUND))
    assert list(plans) == ["free", "team"]
    team = plans["team"]
    assert (team.name, team.price, team.features) == ("Team & friends", 19, {"sso"})
    assert team.limits == {"workspaces": 5, "chatbots": None, "messages": 5000, "exports": 10}
    assert plans["free"].name == "Free"


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("price = 19", "price = ", "line 8"),
        ("price = 19", 'price = "much"', "line 8, plans.team.price: must be a whole number"),
        ("price = 19", "price = -1", "line 8, plans.team.price: must be a whole number"),
        ("price = 19", "price = true", "line 8, plans.team.price: must be a whole number"),
        ("price = 19", "cost = 19", "line 8, plans.team.cost: is not known here"),
        ("price = 0", "price = 1", "line 3, plans.free.price: must be 0"),
        ("workspaces = 5", "workspaces = 0", "line 12, plans.team.limits.workspaces: must be 1"),
        ("workspaces = 5", "workspaces = 1.5", "line 12, plans.team.limits.workspaces: must be a"),
        ("exports = 10\n", "", "line 11, plans.team.limits: must say how many exports"),
        ("chatbots = 1, ", "", "line 4, plans.free.limits: must say how many chatbots"),
        ('["sso"]', '"sso"', "line 9, plans.team.features: must be a list"),
        ('["sso"]', "[1]", "line 9, plans.team.features: must be a list"),
        ('"Team & friends"', '""', "line 7, plans.team.name: must be a text"),
        ("[plans.team]", "[plans.Team]", "line 6, plans.Team: must be lower-case"),
        ("[plans.free]", "[plans.basic]", "must have a plan [plans.free]"),
        ("[plans.free]", "plan = 1\n[plans.free]", "line 2, plan: is not known here"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_key(
    tmp_path: Path, was: str, becomes: str, says: str
) -> None:
    assert was in SOUND
    path = write(tmp_path, SOUND.replace(was, becomes))
    with pytest.raises(ValidationError) as refused:
        Settings(plans_file=path, trial_tier="free")
    assert says in explain(refused.value)
    assert "TENANTRY_PLANS_FILE" in explain(refused.value)


TEAM = "\nlimits = { workspaces = 5, chatbots = 5, messages = 5, exports = 5 }\n"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (
            f'[plans.big]{TEAM}name = """\n[plans.free]\nprice = 7"""\nprice = -1\n',
            "line 22, plans.big.price: must be",
        ),
        (
            f'[plans.big]{TEAM}price = 1\nfeatures = [\n  "sso",\n  5,\n]\n',
            "line 20, plans.big.features: must be a list",
        ),
        (f'[plans."caf\\u00e9"]{TEAM}', 'line 17, plans."café": must be lower-case'),
        (f"[[plans.big]]{TEAM}", "line 17, plans.big: must be a table"),
        (f"# \u0085 \u2028 \n[plans.big]{TEAM}price = -1\n", "line 20, plans.big.price: must be"),
        (f"plans.big.price = -1{TEAM}", "line 17, plans.team.limits.plans: must be"),
        (f"[plans.big]{TEAM}price = {'9' * 5000}", "is not TOML: a value in it is nested too deep"),
        (f"a = {'[' * 5000}{']' * 5000}", "is not TOML: a value in it is nested too deep"),
        ("[plans.big]\nprice = ", "is not TOML: Invalid value (at line 18)"),
        (
            "[plans.big]\nprice = 1\nlimits = { workspaces = 1, chatbots = 1, messages = 1, "
            "exports = 1, members = 1 }\n",
            "line 4, plans.free.limits: must say how many members",
        ),
    ],
)
def test_the_line_is_right_however_the_file_is_written(
    tmp_path: Path, more: str, says: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(plans_file=write(tmp_path, f"{SOUND}\n{more}"), trial_tier="free")
    assert says in explain(refused.value)


def test_a_plan_without_a_seat_for_its_owner_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, SOUND.replace("exports = 0", "exports = 0, members = 0"))
    with pytest.raises(
        ValidationError, match=r"line 4, plans\.free\.limits\.members: must be 1 or"
    ):
        Settings(plans_file=path, trial_tier="free")


def test_a_file_from_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plans.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())
    assert list(read_plans(path)) == ["free", "team"]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="cannot be read: No such file"):
        Settings(plans_file=tmp_path / "none.toml")


def test_the_trial_has_to_be_of_a_plan_in_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, SOUND)
    with pytest.raises(ValidationError, match="must be one of free, team"):
        Settings(plans_file=path)
    assert Settings(plans_file=path, trial_tier="team").trial_tier == "team"


def test_stripe_is_not_offered_before_it_exists() -> None:
    with pytest.raises(ValidationError, match="'sandbox' or 'manual'"):
        Settings(billing="stripe")  # type: ignore[arg-type]
