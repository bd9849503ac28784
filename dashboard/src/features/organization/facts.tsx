import { organizationRole } from "@/features/frame/names";
import { count, formatDate, t } from "@/i18n";
import type { OrganizationDetail } from "./queries";

/** What is known of an organization and cannot be edited. */
export function MembershipFacts({ organization }: { organization: OrganizationDetail }) {
  const facts = [
    [t("organization.yourRole"), organizationRole(organization.user_role)],
    [t("nav.members"), count("members.count", organization.member_count)],
    [t("nav.workspaces"), count("workspaces.count", organization.workspace_count)],
    [t("organization.created"), formatDate(organization.created_at)],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 border-t border-line pt-4 text-[0.8125rem] sm:grid-cols-4">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="text-xs text-soft">{name}</dt>
          <dd className="mt-0.5">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
