import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useTitle } from "@/app/page";
import { t } from "@/i18n";
import { Empty } from "@/ui/bits";
import { Button } from "@/ui/button";

/** An address that is none of ours. */
export function Lost() {
  useTitle(t("lost.title"));
  return (
    <main className="pt-[10vh]">
      <Empty
        whole
        icon={Compass}
        title={t("lost.page")}
        action={
          <Button asChild>
            <Link to="/">{t("lost.home")}</Link>
          </Button>
        }
      >
        {t("lost.pageExplained")}
      </Empty>
    </main>
  );
}
