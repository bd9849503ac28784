import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, take } from "@/api/client";
import { queries } from "@/app/queries";
import { organizationRole } from "@/features/frame/names";
import { t } from "@/i18n";
import { Avatar, Section } from "@/ui/bits";
import { Button } from "@/ui/button";
import { attempt } from "@/ui/failure";
import { myOffersQuery, type Offer } from "./queries";

/** The invitations to this person's verified email and wallets, to be answered without their link. */
export function MyInvitations() {
  const offers = useQuery(myOffersQuery()).data?.invitations ?? [];
  if (offers.length === 0) return null;
  return (
    <Section title={t("mine.title")} description={t("mine.explained")}>
      <ul aria-label={t("mine.title")} className="flex flex-col gap-4">
        {offers.map((offer) => (
          <Mine key={offer.id} offer={offer} />
        ))}
      </ul>
    </Section>
  );
}

function Mine({ offer }: { offer: Offer }) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const name = offer.organization_name;
  const params = { path: { organization_id: offer.organization_id, invitation_id: offer.id } };
  const answer = async (work: () => Promise<unknown>) => {
    setBusy(true);
    await attempt(work);
    setBusy(false);
  };
  const accept = () =>
    answer(async () => {
      const path = "/api/v1/orgs/{organization_id}/invitations/{invitation_id}/accept";
      const joined = await take(api.POST(path, { params }));
      await queries.invalidateQueries();
      const organization = joined.organization_slug;
      await navigate({ to: "/o/$organization", params: { organization } });
    });
  const decline = () =>
    answer(async () => {
      const path = "/api/v1/orgs/{organization_id}/invitations/{invitation_id}/decline";
      await take(api.POST(path, { params }));
      await queries.invalidateQueries({ queryKey: ["me", "invitations"] });
    });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2.5 text-[0.8125rem]">
      <Avatar name={name} square size="size-8 text-sm" />
      <div className="min-w-0 grow basis-32">
        <p className="truncate font-medium">{name}</p>
        <p className="text-xs text-soft">
          {t("accept.asRole", { role: organizationRole(offer.role) })}
        </p>
      </div>
      <span className="flex gap-2">
        <Button
          look="quiet"
          size="small"
          disabled={busy}
          aria-label={t("mine.decline", { name })}
          onClick={() => void decline()}
        >
          {t("accept.decline")}
        </Button>
        <Button
          look="primary"
          size="small"
          busy={busy}
          aria-label={t("mine.accept", { name })}
          onClick={() => void accept()}
        >
          {t("mine.join")}
        </Button>
      </span>
    </li>
  );
}
