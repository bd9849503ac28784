import { useQuery } from "@tanstack/react-query";
import { Link, useLocation, useNavigate, useParams } from "@tanstack/react-router";
import { api, take } from "@/api/client";
import { Problem } from "@/api/problem";
import { useTitle } from "@/app/page";
import { queries } from "@/app/queries";
import { organizationRole } from "@/features/frame/names";
import { AuthHead } from "@/features/getting-in/frame";
import { t } from "@/i18n";
import { nameOf, useSession } from "@/session/use";
import { Skeleton } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Failure } from "@/ui/failure";
import { FormProblem, useForm } from "@/ui/form";
import { Closed } from "./accept";
import { joinLinkQuery } from "./queries";

/** Where a join link leads: one link for many. */
export function Join() {
  useTitle(t("accept.title"));
  const { token } = useParams({ strict: false }) as { token: string };
  const { data, error, refetch } = useQuery(joinLinkQuery(token));
  const state = useSession();
  const { pathname } = useLocation();
  if (error instanceof Problem && error.status === 404) {
    return <Closed>{t("accept.unknown")}</Closed>;
  }
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-64 w-full" />;
  if (!data.active) return <Closed>{t("accept.expired")}</Closed>;
  return (
    <>
      <AuthHead title={t("accept.join", { name: data.organization_name })}>
        {t("accept.asRole", { role: organizationRole(data.role) })}
      </AuthHead>
      {state.status === "signed-in" ? (
        <Answer token={token} name={nameOf(state.user)} />
      ) : (
        <div className="flex flex-col gap-2">
          <Button asChild look="primary" size="wide">
            <Link to="/sign-up" search={{ next: pathname }}>
              {t("signUp.action")}
            </Link>
          </Button>
          <Button asChild size="wide">
            <Link to="/sign-in" search={{ next: pathname }}>
              {t("accept.haveAccount")}
            </Link>
          </Button>
        </div>
      )}
    </>
  );
}

function Answer({ token, name }: { token: string; name: string }) {
  const navigate = useNavigate();
  const form = useForm({}, async () => {
    const joined = await take(
      api.POST("/api/v1/join-links/{token}/accept", { params: { path: { token } } }),
    );
    await queries.invalidateQueries();
    await navigate({
      to: "/o/$organization",
      params: { organization: joined.organization_slug },
    });
  });
  return (
    <form onSubmit={form.submit} className="flex flex-col gap-3">
      <FormProblem problem={form.problem} />
      <Button type="submit" look="primary" size="wide" busy={form.busy}>
        {t("accept.action")}
      </Button>
      <p className="text-center text-[0.8125rem] text-soft">{t("accept.as", { name })}</p>
    </form>
  );
}
