import { Link } from "@tanstack/react-router";
import { Problem } from "@/api/problem";
import { t } from "@/i18n";
import { usePlace } from "@/place/place";
import { Button } from "@/ui/button";
import { FormProblem } from "@/ui/form";

/** The way out of what the plan stands in the way of: to the plans, or to who may change them. */
export function PlanWayOut({ leave }: { leave?: (() => void) | undefined }) {
  const { organization, can } = usePlace();
  if (!can("billing:manage")) return <span>{t("frozen.askOwner")}</span>;
  return (
    <Button asChild size="small">
      <Link
        to="/o/$organization/plan"
        params={{ organization: organization.slug }}
        onClick={() => leave?.()}
      >
        {t("plan.see")}
      </Link>
    </Button>
  );
}

interface Props {
  problem: unknown;
  discard?: (() => void) | undefined;
  /** Closes what the form is in, where that would stay open. */
  leave?: () => void;
}

/** Why something was not made, with the way out where it is for the plan. */
export function PlanProblem({ problem, discard, leave }: Props) {
  const beyond = problem instanceof Problem && problem.status === 402;
  return (
    <FormProblem
      problem={problem}
      discard={discard}
      action={beyond && <PlanWayOut leave={leave} />}
    />
  );
}
