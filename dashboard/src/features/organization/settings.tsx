import { useQuery } from "@tanstack/react-query";
import { PageSkeleton, useTitle } from "@/app/page";
import { t } from "@/i18n";
import { logoOf, usePlace } from "@/place/place";
import { PageHead } from "@/ui/bits";
import { Failure } from "@/ui/failure";
import { OverVersion } from "@/ui/version";
import { Danger } from "./danger";
import { General } from "./general";
import { organizationQuery } from "./queries";
import { Security } from "./security";

export function Settings() {
  const { organization, can } = usePlace();
  useTitle(t("organization.settings"), organization.name);
  const result = useQuery(organizationQuery(organization.id));
  if (result.isError && !result.data) {
    return <Failure error={result.error} retry={() => void result.refetch()} />;
  }
  if (!result.data) return <PageSkeleton />;
  return (
    <>
      <PageHead
        title={t("organization.settings")}
        description={
          can("org:update")
            ? t("organization.settingsExplained")
            : organization.subscription_status === "suspended"
              ? t("suspended.readOnly")
              : t("organization.readOnly")
        }
      />
      <div className="flex flex-col gap-6">
        <OverVersion
          key={organization.id}
          read={result.data}
          again={result.refetch}
          edited={(it) => [it.name, it.slug, it.billing_email, logoOf(it)]}
        >
          {(version, typing) => <General read={version} typing={typing} />}
        </OverVersion>
        <Security read={result.data} />
        <Danger />
      </div>
    </>
  );
}
