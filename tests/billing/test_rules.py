"""Whatever is created, deleted, chosen and subscribed to: what is active is what the rules say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenantry import Service
from tenantry.billing import service as billing
from tenantry.billing.schemas import SubscriptionChange
from tenantry.chatbots.resource import ChatbotCreate, chatbots
from tenantry.database.statements import Statement
from tenantry.errors import Frozen, PlanLimitReached, ValidationFailed
from tenantry.organizations import service as organizations
from tenantry.organizations.schemas import OrganizationCreate
from tenantry.workspaces import service as workspaces
from tenantry.workspaces.schemas import WorkspaceCreate
from tests.people import Person

LIMITS = {"free": (1, 2), "starter": (3, 10), "pro": (10, 50), "enterprise": (None, None)}
_ACTIVE = Statement("""
    SELECT id FROM workspaces WHERE organization_id = :organization_id AND frozen_at IS NULL
    UNION ALL
    SELECT id FROM chatbots WHERE organization_id = :organization_id AND frozen_at IS NULL""")


@dataclass
class Model:
    """The rules, written down a second time."""

    default: UUID
    tier: str = "pro"
    workspaces: list[UUID] = field(default_factory=list)
    bots: dict[UUID, UUID] = field(default_factory=dict)
    """The workspace of each chatbot, oldest first."""
    kept: frozenset[UUID] = frozenset()

    def active(self, tier: str | None = None, kept: frozenset[UUID] | None = None) -> set[UUID]:
        kept = self.kept if kept is None else kept
        spaces, bots = LIMITS[tier or self.tier]
        ranked = sorted(self.workspaces, key=lambda w: (w != self.default, w not in kept))
        open_ = set(ranked[:spaces])
        inside = sorted(
            (b for b, w in self.bots.items() if w in open_), key=lambda b: b not in kept
        )
        return open_ | set(inside[:bots])

    def everything(self) -> set[UUID]:
        return {*self.workspaces, *self.bots}


_NUMBER = st.integers(0, 30)
_STEPS = st.one_of(
    st.tuples(st.just("workspace"), _NUMBER),
    st.tuples(st.just("bot"), _NUMBER),
    st.tuples(st.just("drop workspace"), _NUMBER),
    st.tuples(st.just("drop bot"), _NUMBER),
    st.tuples(st.just("default"), _NUMBER),
    st.tuples(st.just("move"), st.sampled_from(list(LIMITS)), st.sets(_NUMBER, max_size=3)),
)


@given(steps=st.lists(_STEPS, min_size=5, max_size=25))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_what_is_active_is_what_the_rules_say(
    service: Service, olivia: Person, steps: list[tuple[Any, ...]]
) -> None:
    user = UUID(olivia.id)
    async with service.found(user) as founder:
        made = await organizations.create(
            founder, service.settings, OrganizationCreate(name="Rules")
        )
    async with service.enter(user, made.id) as tenant:
        first = (await organizations.read(tenant)).workspaces[0]
    default = first["id"] if isinstance(first, dict) else first.id
    model = Model(UUID(str(default)), workspaces=[UUID(str(default))])
    for step in steps:
        await take(service, user, made.id, model, *step)
        async with service.enter(user, made.id).reading() as tenant:
            found = {row["id"] for row in await tenant.all(_ACTIVE)}
        assert found == model.active(), step


async def take(
    service: Service, user: UUID, place: UUID, model: Model, what: str, *arguments: Any
) -> None:
    """Take one step in both, and have them refuse alike."""
    if what == "move":
        await move(service, user, place, model, *arguments)
        return
    target = model.workspaces[arguments[0] % len(model.workspaces)]
    spaces, bots = LIMITS[model.tier]
    if what == "workspace":
        full = spaces is not None and len(model.workspaces) >= spaces
        try:
            async with service.enter(user, place) as tenant:
                made = await workspaces.create(tenant, WorkspaceCreate(name="Space"))
            model.workspaces.append(made.id)
            assert not full
        except PlanLimitReached:
            assert full
    elif what == "bot":
        refusal = Frozen if target not in model.active() else None
        if refusal is None and bots is not None and len(model.bots) >= bots:
            refusal = PlanLimitReached
        try:
            async with service.enter(user, place, target) as tenant:
                made = await chatbots.create(tenant, ChatbotCreate(name="Bot"))
            model.bots[made.id] = target
            assert refusal is None
        except (Frozen, PlanLimitReached) as error:
            assert type(error) is refusal
    elif what == "drop workspace" and target != model.default:
        async with service.enter(user, place, target) as tenant:
            await workspaces.delete(tenant)
        model.workspaces.remove(target)
        model.bots = {bot: space for bot, space in model.bots.items() if space != target}
    elif what == "drop bot" and model.bots:
        bot = list(model.bots)[arguments[0] % len(model.bots)]
        async with service.enter(user, place, model.bots.pop(bot)) as tenant:
            await chatbots.delete(tenant, bot)
    elif what == "default":
        try:
            async with service.enter(user, place, target) as tenant:
                await workspaces.make_default(tenant)
            assert target in model.active()
            model.default = target
        except Frozen:
            assert target not in model.active()


async def move(
    service: Service, user: UUID, place: UUID, model: Model, tier: str, picks: set[int]
) -> None:
    """Move to a plan and keep some things; what could not stay is refused and changes nothing."""
    things = [*model.workspaces, *model.bots]
    keep = frozenset(things[pick % len(things)] for pick in picks)
    wanted = model.active(tier, keep)
    body = SubscriptionChange(tier=tier, keep=sorted(keep) or None)
    try:
        async with service.enter(user, place) as tenant:
            await billing.change(tenant, service.billing, body)
        assert keep <= wanted
        model.tier = tier
        model.kept = keep if wanted != model.everything() else frozenset()
    except ValidationFailed:
        assert not keep <= wanted
