import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, once, take } from "@/api/client";
import { queries } from "@/app/queries";
import { t } from "@/i18n";
import { logoOf, usePlaceIfAny } from "@/place/place";
import { type Organization, organizationsQuery } from "@/place/queries";
import { Avatar, Badge } from "@/ui/bits";
import { Switcher } from "@/ui/switcher";
import { organizationRole, tierName } from "./names";
import { QuickCreate } from "./quick-create";

export function OrganizationSwitcher() {
  const organization = usePlaceIfAny()?.organization ?? null;
  const navigate = useNavigate();
  const go = (slug: string) => navigate({ to: "/o/$organization", params: { organization: slug } });
  return (
    <Switcher
      label={t("switcher.organization")}
      searchLabel={t("switcher.findOrganization")}
      triggerClassName="h-11"
      trigger={
        organization ? (
          <Current organization={organization} />
        ) : (
          <span className="truncate text-[0.8125rem] text-soft">{t("switcher.nowhere")}</span>
        )
      }
      current={organization?.id ?? null}
      useChoices={useOrganizations}
      onPick={(picked) => void go(picked.value)}
      create={{
        label: t("switcher.newOrganization"),
        form: (close) => (
          <QuickCreate
            title={t("switcher.newOrganization")}
            label={t("field.organizationName")}
            create={async (name) => {
              const body = { name };
              const made = await take(api.POST("/api/v1/orgs", { body, headers: once() }));
              await queries.invalidateQueries({ queryKey: ["organizations"] });
              close();
              await go(made.slug);
            }}
          />
        ),
      }}
    />
  );
}

function Current({ organization }: { organization: Organization }) {
  return (
    <>
      <Avatar name={organization.name} image={logoOf(organization)} square size="size-7 text-xs" />
      <span className="min-w-0">
        <span className="block truncate text-[0.8125rem] font-semibold">{organization.name}</span>
        <span className="block truncate text-2xs text-soft">
          {organizationRole(organization.user_role)}
        </span>
      </span>
      <Badge>{tierName(organization.subscription_tier)}</Badge>
    </>
  );
}

function useOrganizations(q: string) {
  const { data } = useQuery({ ...organizationsQuery(q), placeholderData: keepPreviousData });
  return data?.organizations.map((one) => ({
    id: one.id,
    name: one.name,
    value: one.slug,
    picture: <Avatar name={one.name} image={logoOf(one)} square size="size-7 text-xs" />,
    notes: `${organizationRole(one.user_role)} · ${tierName(one.subscription_tier)}`,
  }));
}
