"""Every operation × everyone: the outcome is the one the rules' table says, over real HTTP."""

from __future__ import annotations

import os

import pytest

from tenantry.permissions import ORGANIZATION_MATRIX, WORKSPACE_MATRIX
from tests.contract.declared import Contract
from tests.permissions.golden import GOLDEN, REGENERATE, render
from tests.permissions.requests import BODIES, WEARING, Outcome
from tests.permissions.table import DEMANDS, ORGANIZATION, ROLES, WORKSPACE, expected

_BY_HAND = {
    "DELETE /api/v1/orgs/{org_id}/members/{member_id}",
    "DELETE /api/v1/orgs/{org_id}/workspaces/{workspace_id}/members/{member_id}",
}
"""They judge for themselves, as one may always remove oneself."""


def test_the_matrix_is_the_table_of_the_rules() -> None:
    for matrix, table in ((ORGANIZATION_MATRIX, ORGANIZATION), (WORKSPACE_MATRIX, WORKSPACE)):
        assert {name: set(roles) for name, roles in matrix.items()} == {
            name: set(roles.split()) for name, roles in table.items()
        }


def test_every_operation_has_an_entry(contract: Contract) -> None:
    assert set(contract.operations) == set(DEMANDS)
    assert set(DEMANDS) >= BODIES.keys() | WEARING


def test_every_operation_with_a_body_is_asked_with_one(contract: Contract) -> None:
    takes = {name for name, found in contract.operations.items() if "requestBody" in found}
    assert takes == set(BODIES)


@pytest.mark.parametrize("operation", DEMANDS)
def test_every_operation_documents_what_it_demands(contract: Contract, operation: str) -> None:
    demand = DEMANDS[operation]
    judged = ":" in demand and operation not in _BY_HAND
    found = contract.operations[operation]
    assert found.get("x-permission") == (demand if judged else None)
    assert bool(found.get("security")) == (demand != "public")


@pytest.mark.parametrize("operation", DEMANDS)
def test_everyone_gets_what_the_rules_say(
    outcomes: dict[tuple[str, str], Outcome], operation: str
) -> None:
    assert {role: outcomes[operation, role].verdict for role in ROLES} == {
        role: expected(operation, role) for role in ROLES
    }


def test_the_golden_file_is_what_happened(outcomes: dict[tuple[str, str], Outcome]) -> None:
    rendered = render(outcomes)
    if os.environ.get(REGENERATE):
        GOLDEN.write_text(rendered)
    assert GOLDEN.read_text() == rendered
