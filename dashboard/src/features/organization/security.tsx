import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ShieldAlert } from "lucide-react";
import { useState } from "react";
import { api, take, type Versioned } from "@/api/client";
import { queries } from "@/app/queries";
import { Proofs } from "@/features/factors/proofs";
import { mfaQuery } from "@/features/factors/queries";
import { t } from "@/i18n";
import { usePlace } from "@/place/place";
import { Notice, Section } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Dialog } from "@/ui/dialog";
import { Switch } from "@/ui/switch";
import { toast } from "@/ui/toast";
import type { OrganizationDetail } from "./queries";

type Settings = OrganizationDetail["settings"];

/** Whether the settings of an organization ask everyone for a second factor. */
export const requiresMfa = (settings: Settings): boolean =>
  (settings.security as { require_mfa?: unknown } | undefined)?.require_mfa === true;

/** Settings with the requirement set, all else in them kept. */
export const withMfa = (settings: Settings, on: boolean): Settings => ({
  ...settings,
  security: { ...(settings.security as object | undefined), require_mfa: on },
});

/** What it takes to get into the organization. */
export function Security({ read }: { read: Versioned<OrganizationDetail> }) {
  const { organization, can } = usePlace();
  const { data: factors } = useQuery(mfaQuery());
  const [wanted, setWanted] = useState<boolean | null>(null);
  const on = requiresMfa(read.data.settings);
  const shown = factors?.verified_at != null;
  const save = async () => {
    await take(
      api.PATCH("/api/v1/orgs/{org_id}", {
        params: {
          path: { org_id: organization.id },
          header: read.etag ? { "If-Match": read.etag } : {},
        },
        body: { settings: withMfa(read.data.settings, wanted === true) },
      }),
    );
    toast(t("ui.saved"));
    await queries.invalidateQueries({ queryKey: ["org", organization.id] });
    await queries.invalidateQueries({ queryKey: ["organizations"] });
  };
  if (!can("org:update")) {
    return (
      <Section
        title={t("security.title")}
        description={on ? t("security.isRequired") : t("security.isNotRequired")}
      />
    );
  }
  return (
    <Section title={t("security.title")}>
      <Switch
        label={t("security.require")}
        hint={t("security.requireHint")}
        checked={on}
        onChange={setWanted}
        disabled={!on && !shown}
      />
      {factors && !on && !shown && <OwnFirst known={factors.enabled} />}
      <Confirm
        open={wanted !== null}
        onOpenChange={() => setWanted(null)}
        title={wanted ? t("security.onTitle") : t("security.offTitle")}
        description={wanted ? t("security.onExplained") : t("security.offExplained")}
        action={wanted ? t("security.onAction") : t("security.offAction")}
        danger={wanted === true}
        run={save}
      />
    </Section>
  );
}

/** Nobody may shut themselves out: what to do first, and the way there. */
function OwnFirst({ known }: { known: boolean }) {
  const [proving, setProving] = useState(false);
  const done = async () => {
    await queries.invalidateQueries({ queryKey: ["me"] });
    setProving(false);
  };
  return (
    <Notice
      tone="warn"
      icon={ShieldAlert}
      action={
        known ? (
          <Button size="small" onClick={() => setProving(true)}>
            {t("security.prove")}
          </Button>
        ) : (
          <Button size="small" asChild>
            <Link to="/account/security">{t("security.setUp")}</Link>
          </Button>
        )
      }
    >
      {known ? t("security.proveFirst") : t("security.ownFirst")}
      <Dialog
        open={proving}
        onOpenChange={setProving}
        title={t("proof.title")}
        description={t("security.proveFirst")}
      >
        <Proofs wanted="factor" done={() => void done()} />
      </Dialog>
    </Notice>
  );
}
