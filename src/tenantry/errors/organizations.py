"""Refusals inside an organization: its people, its workspaces and the ways in."""

from __future__ import annotations

from tenantry.errors.requests import Conflict, PermissionDenied


class RoleTooHigh(PermissionDenied):
    code, title = "role_too_high", "Role too high"
    detail = "You cannot grant, change or remove a role above your own."


class InvitationForSomeoneElse(PermissionDenied):
    code, title = "invitation_for_someone_else", "Invitation for someone else"
    detail = "This invitation is for another address: sign in with the account it was sent to."


class SlugTaken(Conflict):
    code, title = "slug_taken", "Slug taken"
    detail = "This slug is taken: choose another, or leave it out to get a free one."
    constraints = ("uq_organizations_slug", "uq_workspaces_organization_id_slug")


class AlreadyInvited(Conflict):
    code, title = "already_invited", "Already invited"
    detail = "There is an open invitation for this address: send that one again, or revoke it."


class InvitationClosed(Conflict):
    """Carries `state`: accepted, declined, revoked, expired, used_up or void."""

    code, title = "invitation_closed", "Invitation closed"
    detail = "This invitation is not open any more: ask for a new one."


class AlreadyMember(Conflict):
    code, title = "already_member", "Already a member"
    detail = "This person is a member already: change their role instead."
    constraints = (
        "uq_organization_members_organization_id_user_id",
        "uq_workspace_members_organization_id_workspace_id_user_id",
    )


class NotAnOrganizationMember(Conflict):
    code, title = "not_an_organization_member", "Not a member of the organization"
    detail = "Add this person to the organization first, then to its workspaces."
    constraints = ("fk_workspace_members_organization_member",)


class LastOwner(Conflict):
    code, title = "last_owner", "Last owner"
    detail = "An organization needs an owner: hand ownership over, or make another owner first."


class DefaultWorkspace(Conflict):
    code, title = "default_workspace", "Default workspace"
    detail = "The default workspace cannot be deleted: make another one the default first."
