import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, type Schemas, take } from "@/api/client";
import { Problem } from "@/api/problem";
import { wantedBy } from "@/features/factors/means";
import { useProof } from "@/features/factors/proof";
import { t } from "@/i18n";
import { session } from "@/session/session";
import { Section } from "@/ui/bits";
import { ConfirmButton } from "@/ui/confirm";

interface Held {
  id: string;
  name: string;
  slug: string;
}

const remove = async () => {
  await take(api.DELETE("/api/v1/auth/me"));
  session.lost(true);
};

/** The end of an account; what has to be settled before is named, with the way there. */
export function DeleteAccount({ me }: { me: Schemas["Me"] }) {
  const [held, setHeld] = useState<Held[]>([]);
  const { run, dialog } = useProof();
  const attempt = async () => {
    setHeld([]);
    try {
      await remove();
    } catch (error) {
      if (error instanceof Problem && wantedBy(error.code)) {
        void run(remove);
        return;
      }
      setHeld(heldBy(error));
      throw error;
    }
  };
  return (
    <Section
      title={t("account.delete")}
      description={t("account.deleteHint")}
      danger
      footer={
        <>
          <span />
          <ConfirmButton
            label={t("account.delete")}
            title={t("account.deleteTitle")}
            description={t("account.deleteExplained")}
            action={t("account.delete")}
            size="small"
            typed={me.email ?? me.username ?? t("account.deleteWord")}
            run={attempt}
          >
            <Holding organizations={held} />
          </ConfirmButton>
          {dialog}
        </>
      }
    />
  );
}

/** The organizations that would be left without an owner. */
export function heldBy(error: unknown): Held[] {
  if (!(error instanceof Problem) || !Array.isArray(error.body.organizations)) return [];
  return error.body.organizations as Held[];
}

function Holding({ organizations }: { organizations: Held[] }) {
  if (organizations.length === 0) return null;
  return (
    <ul
      aria-label={t("account.heldBy")}
      className="divide-y divide-line rounded-lg border border-line"
    >
      {organizations.map(({ id, name, slug }) => (
        <li key={id} className="flex items-center justify-between gap-3 px-3 py-2 text-[0.8125rem]">
          <span className="truncate font-medium">{name}</span>
          <Link
            to="/o/$organization/settings"
            params={{ organization: slug }}
            className="shrink-0 text-accent-ink hover:underline"
          >
            {t("account.settle")}
            <span className="sr-only"> {name}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
