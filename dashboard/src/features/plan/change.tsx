import { useQuery } from "@tanstack/react-query";
import { Flame, Snowflake } from "lucide-react";
import { useState } from "react";
import { count, formatPrice, t } from "@/i18n";
import { usePlace } from "@/place/place";
import { Notice, Skeleton } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Actions, Dialog } from "@/ui/dialog";
import { Failure } from "@/ui/failure";
import { FormProblem, useForm } from "@/ui/form";
import { toast } from "@/ui/toast";
import { changePlan, type Plan, type Preview, previewQuery, type Subscription } from "./queries";
import { limitName } from "./words";

interface Props {
  plan: Plan;
  subscription: Subscription;
  close: () => void;
}

/** Says what a change would freeze and thaw before it happens, and lets one choose what stays. */
export function ChangeDialog({ plan, subscription, close }: Props) {
  const { organization } = usePlace();
  const [keep, setKeep] = useState<string[]>([]);
  const { data, error, refetch } = useQuery(previewQuery(organization.id, plan.tier, keep));
  const form = useForm({}, async () => {
    await changePlan(organization.id, plan.tier, keep);
    toast(t("plan.changed", { name: plan.name }));
    close();
  });
  const price =
    plan.price === null ? t("plan.custom") : `${formatPrice(plan.price)} ${t("plan.aMonth")}`;
  return (
    <Dialog
      open
      onOpenChange={(open) => open || close()}
      title={t("plan.changeTitle", { name: plan.name })}
      description={subscription.free_of_charge ? t("plan.sandboxExplained") : price}
    >
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        <FormProblem problem={form.problem} />
        {error && !data && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton className="h-24" />}
        {data && <Effects preview={data} keep={keep} onKeep={setKeep} />}
        <Actions>
          <Button onClick={close}>{t("ui.cancel")}</Button>
          <Button type="submit" look="primary" busy={form.busy} disabled={!data}>
            {t("plan.change")}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}

interface EffectsProps {
  preview: Preview;
  keep: string[];
  onKeep: (ids: string[]) => void;
}

function Effects({ preview, keep, onKeep }: EffectsProps) {
  if (preview.freezes_total === 0 && preview.thaws_total === 0 && keep.length === 0) {
    return <Notice tone="good">{t("plan.nothingFreezes")}</Notice>;
  }
  return (
    <>
      {preview.freezes_total > 0 && (
        <List
          icon={<Snowflake aria-hidden className="size-4 text-warn-ink" />}
          title={count("plan.freezes", preview.freezes_total)}
          things={preview.freezes}
          action={(id) => (
            <Button size="small" onClick={() => onKeep([...keep, id])}>
              {t("plan.keep")}
            </Button>
          )}
        />
      )}
      {preview.freezes_total > 0 && <p className="text-xs text-soft">{t("plan.freezesHint")}</p>}
      {keep.length > 0 && (
        <Button look="quiet" size="small" className="self-start" onClick={() => onKeep([])}>
          {t("plan.keepReset")}
        </Button>
      )}
      {preview.thaws_total > 0 && (
        <List
          icon={<Flame aria-hidden className="size-4 text-good-ink" />}
          title={count("plan.thaws", preview.thaws_total)}
          things={preview.thaws}
        />
      )}
    </>
  );
}

interface ListProps {
  icon: React.ReactNode;
  title: string;
  things: Preview["freezes"];
  action?: (id: string) => React.ReactNode;
}

function List({ icon, title, things, action }: ListProps) {
  return (
    <section className="rounded-lg border border-line">
      <h3 className="flex items-center gap-2 border-b border-line px-3 py-2 text-[0.8125rem] font-medium">
        {icon}
        {title}
      </h3>
      <ul className="max-h-52 divide-y divide-line overflow-y-auto text-[0.8125rem]">
        {things.map((thing) => (
          <li key={thing.id} className="flex items-center justify-between gap-3 px-3 py-2">
            <span className="min-w-0">
              <span className="block truncate">{thing.name}</span>
              <span className="block text-xs text-soft">{limitName(thing.type)}</span>
            </span>
            {action?.(thing.id)}
          </li>
        ))}
      </ul>
    </section>
  );
}
