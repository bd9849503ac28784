import { useQuery } from "@tanstack/react-query";
import { Mail, RotateCw, Wallet, X } from "lucide-react";
import { useState } from "react";
import { organizationRole } from "@/features/frame/names";
import { formatAgo, t } from "@/i18n";
import { usePlace } from "@/place/place";
import { Badge, Card } from "@/ui/bits";
import { Button } from "@/ui/button";
import { copy } from "@/ui/copy";
import { attempt } from "@/ui/failure";
import { Pages } from "@/ui/pages";
import { toast } from "@/ui/toast";
import { type Invitation, invitationsQuery, resend, revoke } from "./queries";

/** Who was asked in and has not answered yet. */
export function PendingInvitations() {
  const { organization } = usePlace();
  const [page, turn] = useState(1);
  const { data } = useQuery(invitationsQuery(organization.id, page));
  if (!data?.invitations.length) return null;
  return (
    <Card className="mb-6">
      <h2 className="border-b border-line px-5 py-3 text-sm font-semibold">
        {t("invite.pending")} <span className="font-normal text-soft">{data.total}</span>
      </h2>
      <ul className="divide-y divide-line">
        {data.invitations.map((invitation) => (
          <Row key={invitation.id} invitation={invitation} />
        ))}
      </ul>
      <Pages facts={data} turn={turn} />
    </Card>
  );
}

function Row({ invitation }: { invitation: Invitation }) {
  const { organization } = usePlace();
  const address = invitation.email ?? invitation.wallet?.address ?? "";
  const mailed = invitation.email !== null;
  const Icon = mailed ? Mail : Wallet;
  const again = () =>
    attempt(async () => {
      const { link } = await resend(organization.id, invitation.id);
      toast(
        mailed ? t("invite.resent", { address }) : t("invite.newLinkMade", { address }),
        "good",
        {
          label: t("invite.copy"),
          run: () => void copy(link),
        },
      );
    });
  const takeBack = () =>
    attempt(async () => {
      await revoke(organization.id, invitation.id);
      toast(t("invite.revoked", { address }));
    });
  return (
    <li className="flex flex-wrap items-center gap-3 px-5 py-3 text-[0.8125rem]">
      <span className="flex size-8 shrink-0 items-center justify-center rounded-full border border-line">
        <Icon aria-hidden className="size-4 text-soft" />
      </span>
      <span className="min-w-0 grow basis-40">
        <span className="block truncate font-medium">{address}</span>
        <span className="block text-xs text-soft">
          {t("invite.expires", { when: formatAgo(invitation.expires_at) })}
        </span>
      </span>
      <Badge>{organizationRole(invitation.role)}</Badge>
      <span className="flex gap-1">
        <Button
          look="quiet"
          size="small"
          onClick={() => void again()}
          aria-label={
            mailed ? t("invite.resendTo", { address }) : t("invite.newLinkFor", { address })
          }
        >
          <RotateCw aria-hidden />
          {mailed ? t("invite.resend") : t("invite.newLink")}
        </Button>
        <Button
          look="quiet"
          size="icon"
          onClick={() => void takeBack()}
          aria-label={t("invite.revokeOf", { address })}
          title={t("invite.revokeOf", { address })}
        >
          <X aria-hidden />
        </Button>
      </span>
    </li>
  );
}
