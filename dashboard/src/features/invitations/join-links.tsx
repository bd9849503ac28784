import { useQuery } from "@tanstack/react-query";
import { Link2, Plus } from "lucide-react";
import { useState } from "react";
import { organizationRole } from "@/features/frame/names";
import { count, formatAgo, formatDateTime, formatNumber, t } from "@/i18n";
import { usePlace } from "@/place/place";
import { Badge, Card } from "@/ui/bits";
import { Button } from "@/ui/button";
import { ConfirmButton } from "@/ui/confirm";
import { Failure } from "@/ui/failure";
import { Pages } from "@/ui/pages";
import { toast } from "@/ui/toast";
import { NewJoinLink } from "./join-link-dialog";
import { type JoinLink, joinLinksQuery, revokeJoinLink } from "./link-queries";

/** The links by which anyone who has one comes in; a link itself is shown only when it is made. */
export function JoinLinks() {
  const { organization } = usePlace();
  const [making, setMaking] = useState(false);
  const [page, setPage] = useState(1);
  const { data, error, refetch } = useQuery(joinLinksQuery(organization.id, page));
  const some = data !== undefined && data.join_links.length > 0;
  return (
    <Card className="mb-6">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-3">
        <div className="min-w-0">
          <h2 className="text-sm font-semibold">{t("joinLink.title")}</h2>
          {data && !some && <p className="text-[0.8125rem] text-soft">{t("joinLink.emptyHint")}</p>}
        </div>
        <Button size="small" onClick={() => setMaking(true)}>
          <Plus aria-hidden />
          {t("joinLink.new")}
        </Button>
      </div>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {some && (
        <ul className="divide-y divide-line border-t border-line">
          {data.join_links.map((link) => (
            <Row key={link.id} link={link} />
          ))}
        </ul>
      )}
      {data && <Pages facts={data} turn={setPage} />}
      <NewJoinLink open={making} onOpenChange={setMaking} />
    </Card>
  );
}

function Row({ link }: { link: JoinLink }) {
  const { organization } = usePlace();
  const facts = [
    link.max_uses === null
      ? count("joinLink.used", link.used)
      : t("joinLink.usedOf", {
          used: formatNumber(link.used),
          limit: formatNumber(link.max_uses),
        }),
    link.expires_at === null
      ? t("joinLink.noExpiry")
      : t("invite.expires", { when: formatAgo(link.expires_at) }),
    ...(link.email_domains.length > 0 ? [link.email_domains.join(", ")] : []),
  ];
  return (
    <li className="flex flex-wrap items-center gap-3 px-5 py-3 text-[0.8125rem]">
      <span className="flex size-8 shrink-0 items-center justify-center rounded-full border border-line">
        <Link2 aria-hidden className="size-4 text-soft" />
      </span>
      <span className="min-w-0 grow basis-40">
        <span className="block font-medium" title={formatDateTime(link.created_at)}>
          {t("joinLink.made", { when: formatAgo(link.created_at) })}
        </span>
        <span className="block text-xs break-words text-soft">
          {(link.active ? facts : facts.slice(0, 1)).join(" · ")}
        </span>
      </span>
      {!link.active && <Badge tone="warn">{t("joinLink.closed")}</Badge>}
      <Badge>{organizationRole(link.role)}</Badge>
      {link.active && (
        <ConfirmButton
          look="quiet"
          label={t("joinLink.revoke")}
          title={t("joinLink.revokeTitle")}
          description={t("joinLink.revokeExplained")}
          action={t("joinLink.revoke")}
          run={async () => {
            await revokeJoinLink(organization.id, link.id);
            toast(t("joinLink.revoked"));
          }}
        />
      )}
    </li>
  );
}
