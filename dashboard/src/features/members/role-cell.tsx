import {
  ORGANIZATION_ROLES,
  type OrganizationRole,
  organizationRole,
} from "@/features/frame/names";
import { t } from "@/i18n";
import { usePlace } from "@/place/place";
import { nameOf } from "@/session/use";
import { attempt } from "@/ui/failure";
import { Select } from "@/ui/select";
import { changeRole, type Member } from "./queries";

const rank = (role: OrganizationRole) => ORGANIZATION_ROLES.indexOf(role);

/** The roles someone of this role may grant: none above their own. */
export const grantable = (own: OrganizationRole): OrganizationRole[] =>
  ORGANIZATION_ROLES.filter((role) => rank(role) >= rank(own));

/** Whether someone of this role may change or remove someone of that one. */
export const outranks = (own: OrganizationRole, other: OrganizationRole): boolean =>
  rank(own) <= rank(other);

export const roleOptions = (own: OrganizationRole) =>
  grantable(own).map((value) => ({
    value,
    label: organizationRole(value),
    hint: t(`role.${value}.hint`),
  }));

/** A role, which those who may can change where it stands. */
export function RoleCell({ member }: { member: Member }) {
  const { organization, can } = usePlace();
  const own = organization.user_role;
  if (!can("member:update") || !outranks(own, member.role)) {
    return <span className="text-soft">{organizationRole(member.role)}</span>;
  }
  return (
    <Select
      size="small"
      label={t("members.roleOf", { name: nameOf(member) })}
      value={member.role}
      options={roleOptions(own)}
      onChange={(role) => void attempt(() => changeRole(organization.id, member, role))}
    />
  );
}
