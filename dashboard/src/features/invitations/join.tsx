import { useQuery } from "@tanstack/react-query";
import { Link, useLocation, useNavigate, useParams } from "@tanstack/react-router";
import { api, type Schemas, take } from "@/api/client";
import { Problem } from "@/api/problem";
import { useTitle } from "@/app/page";
import { queries } from "@/app/queries";
import { organizationRole } from "@/features/frame/names";
import { AuthHead } from "@/features/getting-in/frame";
import { organizationQuery } from "@/features/organization/queries";
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
        {data.email_domains.length > 0 && (
          <span className="mt-1 block">
            {t("joinLink.forDomains", { domains: data.email_domains.join(", ") })}
          </span>
        )}
      </AuthHead>
      {state.status === "signed-in" ? (
        <Answer token={token} offer={data} name={nameOf(state.user)} />
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

interface AnswerProps {
  token: string;
  offer: Schemas["JoinLinkOffer"];
  name: string;
}

function Answer({ token, offer, name }: AnswerProps) {
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
  if (form.problem instanceof Problem && form.problem.code === "already_member") {
    return <Inside problem={form.problem} offer={offer} />;
  }
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

/** Who is in already needs no link: the way in is beside what the server said. */
function Inside({ problem, offer }: { problem: Problem; offer: AnswerProps["offer"] }) {
  const { data, isError } = useQuery(organizationQuery(offer.organization_id));
  return (
    <div className="flex flex-col gap-3">
      <FormProblem problem={problem} />
      {data && (
        <Button asChild look="primary" size="wide">
          <Link to="/o/$organization" params={{ organization: data.data.slug }}>
            {t("joinLink.open", { name: data.data.name })}
          </Link>
        </Button>
      )}
      {isError && (
        <Button asChild size="wide">
          <Link to="/">{t("lost.home")}</Link>
        </Button>
      )}
    </div>
  );
}
