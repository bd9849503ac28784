import { Ban, Snowflake } from "lucide-react";
import type { ReactNode } from "react";
import { PlanWayOut } from "@/features/plan/way-out";
import { t } from "@/i18n";
import { usePlace } from "@/place/place";
import { Notice } from "@/ui/bits";

/** Why nobody can change what they otherwise could. */
export const useClosed = (): string | null => {
  const { organization, workspace } = usePlace();
  if (organization.subscription_status === "suspended") return t("suspended.readOnly");
  return workspace?.frozen ? t("frozen.readOnly") : null;
};

/** What keeps a place from being changed, with the way out beside it. */
export function Banners() {
  const { organization, workspace } = usePlace();
  if (organization.subscription_status === "suspended") {
    return (
      <Banner icon={Ban} tone="danger">
        {t("suspended.banner")}
      </Banner>
    );
  }
  if (workspace?.frozen) {
    return (
      <Banner icon={Snowflake} tone="warn">
        {t("frozen.banner", { name: workspace.name })}
      </Banner>
    );
  }
  return null;
}

function Banner(props: { icon: typeof Ban; tone: "danger" | "warn"; children: ReactNode }) {
  return (
    <div className="mb-6">
      <Notice {...props} action={<PlanWayOut />} />
    </div>
  );
}
