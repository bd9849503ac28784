import { useMutation } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { BadgeCheck, MailX } from "lucide-react";
import { useEffect, useRef } from "react";
import { api, take } from "@/api/client";
import { useTitle } from "@/app/page";
import { queries } from "@/app/queries";
import { t } from "@/i18n";
import { session } from "@/session/session";
import { Empty, Skeleton } from "@/ui/bits";
import { Button } from "@/ui/button";
import { sentence } from "@/ui/failure";

/** Spends the token a mail brought, once. */
export function VerifyEmail() {
  useTitle(t("verify.title"));
  const { token } = useSearch({ strict: false }) as { token?: string };
  const begun = useRef(false);
  const { mutate, isSuccess, error } = useMutation({
    mutationFn: async () => {
      await take(api.POST("/api/v1/auth/email/verify", { body: { token: token ?? "" } }));
      await queries.invalidateQueries({ queryKey: ["me"] });
      if (session.state.status === "signed-in") {
        session.changed(await take(api.GET("/api/v1/auth/me")));
      }
    },
  });
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    mutate();
  }, [mutate]);
  const onward = (
    <Button asChild>
      <Link to="/">{t("lost.home")}</Link>
    </Button>
  );
  if (isSuccess) {
    return (
      <Empty whole icon={BadgeCheck} title={t("verify.done")} action={onward}>
        {t("verify.doneExplained")}
      </Empty>
    );
  }
  if (error) {
    return (
      <Empty whole icon={MailX} title={t("verify.failed")} action={onward}>
        {sentence(error)}
      </Empty>
    );
  }
  return <Skeleton className="h-40" />;
}
