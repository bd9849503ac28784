import { useQuery } from "@tanstack/react-query";
import { UserPlus, Users } from "lucide-react";
import { useMemo } from "react";
import type { Spot } from "@/app/loaders";
import { useTitle } from "@/app/page";
import { queries } from "@/app/queries";
import type { ListSearch } from "@/app/search";
import { useFlag } from "@/app/use-search";
import { InviteDialog } from "@/features/invitations/dialog";
import { JoinLinks } from "@/features/invitations/join-links";
import { PendingInvitations } from "@/features/invitations/pending";
import { formatAgo, formatDate, t } from "@/i18n";
import { usePlace } from "@/place/place";
import { Card, Empty, PageHead } from "@/ui/bits";
import { Button } from "@/ui/button";
import { type Column, ListTable, SearchField } from "@/ui/list";
import { listQuery, useList } from "@/ui/use-list";
import { MemberActions } from "./actions";
import { Person } from "./person";
import { type Member, membersQuery } from "./queries";
import { RoleCell } from "./role-cell";

const SORT = "joined_at";

/** Everyone of the organization. */
export function Members() {
  const { organization, can } = usePlace();
  const [inviting, setInviting] = useFlag("invite");
  useTitle(t("members.title"), organization.name);
  const controls = useList(SORT);
  const columns = useMemo(columnsOfMembers, []);
  const result = useQuery(membersQuery(organization.id, controls.query));
  return (
    <>
      <PageHead
        title={t("members.title")}
        description={t("members.description", { name: organization.name })}
      >
        {can("member:invite") && (
          <Button look="primary" onClick={() => setInviting(true)}>
            <UserPlus aria-hidden />
            {t("invite.action")}
          </Button>
        )}
      </PageHead>
      {can("member:invite") && <PendingInvitations />}
      {can("member:invite") && <JoinLinks />}
      <Card>
        <div className="border-b border-line p-4">
          <SearchField
            label={t("members.search")}
            value={controls.state.q}
            onChange={controls.search}
          />
        </div>
        <ListTable
          label={t("members.title")}
          result={result}
          entries={result.data?.members}
          columns={columns}
          idOf={({ id }) => id}
          controls={controls}
          empty={<Empty icon={Users} title={t("members.none")} />}
        />
      </Card>
      {can("member:invite") && <InviteDialog open={inviting} onOpenChange={setInviting} />}
    </>
  );
}

/** Reads the page's list before it is shown. */
export const ahead = ({ organization }: Spot, search: ListSearch) =>
  queries.prefetchQuery(membersQuery(organization.id, listQuery(SORT, search)));

const columnsOfMembers = (): Column<Member>[] => [
  {
    name: "name",
    head: t("members.name"),
    sort: "name",
    cell: (member) => <Person person={member} />,
  },
  {
    name: "role",
    head: t("members.role"),
    sort: "role",
    className: "w-44 max-sm:w-auto",
    cell: (member) => <RoleCell member={member} />,
  },
  {
    name: "joined",
    head: t("members.joined"),
    sort: "joined_at",
    className: "w-40 text-soft max-md:hidden",
    cell: ({ joined_at }) => <span title={formatDate(joined_at)}>{formatAgo(joined_at)}</span>,
  },
  {
    name: "actions",
    head: t("ui.actions"),
    hidden: true,
    className: "w-12 pl-0 text-right",
    cell: (member) => <MemberActions member={member} />,
  },
];
