import { useTitle } from "@/app/page";
import { Factors } from "@/features/factors/section";
import { t } from "@/i18n";
import { History } from "./history";
import { Sessions } from "./sessions";
import { Ways } from "./ways";

/** How one gets in, where one is in, and what happened. */
export function Security() {
  useTitle(t("account.security"));
  return (
    <>
      <Ways />
      <Factors />
      <Sessions />
      <History />
    </>
  );
}
