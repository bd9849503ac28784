import { useQuery } from "@tanstack/react-query";
import { Laptop, Smartphone } from "lucide-react";
import { useState } from "react";
import { api, take } from "@/api/client";
import { queries } from "@/app/queries";
import { formatAgo, formatDateTime, t } from "@/i18n";
import { Badge, Section, Skeleton } from "@/ui/bits";
import { Button } from "@/ui/button";
import { ConfirmButton } from "@/ui/confirm";
import { attempt, Failure } from "@/ui/failure";
import { deviceName, isHandheld } from "./device";
import { type Device, sessionsQuery } from "./queries";

/** Where one is signed in; each place can be signed out from here. */
export function Sessions() {
  const [page, setPage] = useState(1);
  const { data, error, refetch } = useQuery(sessionsQuery(page));
  const others = (data?.total ?? 0) > 1;
  return (
    <Section
      title={t("sessions.title")}
      description={t("sessions.explained")}
      footer={
        others && (
          <>
            <span className="flex gap-2">
              {data?.has_previous && (
                <Button size="small" onClick={() => setPage(page - 1)}>
                  {t("list.previous")}
                </Button>
              )}
              {data?.has_next && (
                <Button size="small" onClick={() => setPage(page + 1)}>
                  {t("list.next")}
                </Button>
              )}
            </span>
            <ConfirmButton
              label={t("sessions.endOthers")}
              size="small"
              title={t("sessions.endOthers")}
              description={t("sessions.endOthersExplained")}
              action={t("sessions.endOthers")}
              run={async () => {
                await take(api.DELETE("/api/v1/auth/sessions"));
                await queries.invalidateQueries({ queryKey: ["me", "sessions"] });
              }}
            />
          </>
        )
      }
    >
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-28" />}
      <ul aria-label={t("sessions.title")} className="divide-y divide-line">
        {data?.sessions.map((device) => (
          <DeviceRow key={device.id} device={device} />
        ))}
      </ul>
    </Section>
  );
}

function DeviceRow({ device }: { device: Device }) {
  const Icon = isHandheld(device.user_agent) ? Smartphone : Laptop;
  const name = deviceName(device.user_agent);
  const end = () =>
    attempt(async () => {
      const path = { session_id: device.id };
      await take(api.DELETE("/api/v1/auth/sessions/{session_id}", { params: { path } }));
      await queries.invalidateQueries({ queryKey: ["me", "sessions"] });
    });
  return (
    <li className="flex items-center gap-3.5 py-3 first:pt-0 last:pb-0">
      <Icon aria-hidden className="size-5 shrink-0 text-soft" />
      <div className="min-w-0 grow text-[0.8125rem]">
        <div className="flex flex-wrap items-center gap-2">
          <span className="font-medium" title={device.user_agent ?? undefined}>
            {name}
          </span>
          {device.current && <Badge tone="good">{t("sessions.current")}</Badge>}
        </div>
        <div className="text-xs text-soft" title={formatDateTime(device.created_at)}>
          {device.ip && `${device.ip} · `}
          {t("sessions.used", { ago: formatAgo(device.last_used_at) })}
        </div>
      </div>
      {!device.current && (
        <Button size="small" onClick={() => void end()} aria-label={t("sessions.endOne", { name })}>
          {t("user.signOut")}
        </Button>
      )}
    </li>
  );
}
