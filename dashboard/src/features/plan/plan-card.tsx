import { Check } from "lucide-react";
import { formatPrice, t } from "@/i18n";
import { Badge, Card } from "@/ui/bits";
import { Button } from "@/ui/button";
import { cn } from "@/ui/cn";
import type { Plan } from "./queries";
import { amountOf, featureName } from "./words";

interface Props {
  plan: Plan;
  current: boolean;
  trial: boolean;
  up: boolean;
  onChoose: (() => void) | undefined;
}

/** One of the plans side by side. */
export function PlanCard({ plan, current, trial, up, onChoose }: Props) {
  const words = current
    ? t("plan.keepAfterTrial", { name: plan.name })
    : t(up ? "plan.upgrade" : "plan.downgrade", { name: plan.name });
  return (
    <Card className={cn("flex flex-col p-5", current && "border-accent ring-1 ring-accent")}>
      <div className="flex items-center justify-between gap-2">
        <h3 className="font-semibold">{plan.name}</h3>
        {current && <Badge tone="accent">{t("plan.current")}</Badge>}
      </div>
      <p className="mt-2 mb-4">
        {plan.price === null ? (
          <span className="text-xl font-semibold tracking-tight">{t("plan.custom")}</span>
        ) : (
          <>
            <span className="text-2xl font-semibold tracking-tight">{formatPrice(plan.price)}</span>
            <span className="text-[0.8125rem] text-soft"> {t("plan.aMonth")}</span>
          </>
        )}
      </p>
      <ul className="mb-5 flex flex-col gap-2 text-[0.8125rem]">
        {Object.entries(plan.limits).map(([name, limit]) => (
          <Line key={name}>{amountOf(name, limit)}</Line>
        ))}
        {plan.features.map((feature) => (
          <Line key={feature}>{featureName(feature)}</Line>
        ))}
      </ul>
      {onChoose && (!current || trial) && (
        <Button
          look={up || (current && trial) ? "primary" : "plain"}
          className="mt-auto w-full"
          onClick={onChoose}
        >
          {words}
        </Button>
      )}
    </Card>
  );
}

const Line = ({ children }: { children: React.ReactNode }) => (
  <li className="flex items-start gap-2">
    <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-accent-ink" />
    <span>{children}</span>
  </li>
);
