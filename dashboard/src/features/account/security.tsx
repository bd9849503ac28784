import { useTitle } from "@/app/page";
import { Factors } from "@/features/factors/section";
import { t } from "@/i18n";
import { Password } from "./password";
import { Sessions } from "./sessions";

/** How one gets in, and where one is in. */
export function Security() {
  useTitle(t("account.security"));
  return (
    <>
      <Password />
      <Factors />
      <Sessions />
    </>
  );
}
