import { Flame, Snowflake } from "lucide-react";
import { count, formatPrice, t } from "@/i18n";
import { usePlace } from "@/place/place";
import { Notice, Skeleton } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Actions, Dialog } from "@/ui/dialog";
import { Failure } from "@/ui/failure";
import { FormProblem, useForm } from "@/ui/form";
import { toast } from "@/ui/toast";
import { type Choosable, useChoice } from "./choice";
import { Keep } from "./keep";
import { changePlan, type Plan, type Preview, type Subscription } from "./queries";
import { thingName } from "./words";

interface Props {
  plan: Plan;
  subscription: Subscription;
  close: () => void;
}

/** Says what a change would freeze and thaw before it happens, and lets one choose what stays. */
export function ChangeDialog({ plan, subscription, close }: Props) {
  const { organization } = usePlace();
  const { kinds, keep, preview, complete } = useChoice(organization.id, plan);
  const { data, error, refetch } = preview;
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
        <FormProblem problem={form.problem ?? (data ? error : null)} />
        {error && !data && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton className="h-24" />}
        {data && <Effects preview={data} kinds={kinds} />}
        <Actions>
          <Button onClick={close}>{t("ui.cancel")}</Button>
          <Button
            type="submit"
            look="primary"
            busy={form.busy}
            disabled={!data || error !== null || !complete}
          >
            {t("plan.change")}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}

function Effects({ preview, kinds }: { preview: Preview; kinds: Choosable[] }) {
  if (preview.freezes_total === 0 && preview.thaws_total === 0 && kinds.length === 0) {
    return <Notice tone="good">{t("plan.nothingFreezes")}</Notice>;
  }
  const choosable = new Set(kinds.flatMap(({ things }) => things.map(({ id }) => id)));
  const others = preview.freezes.filter(({ id }) => !choosable.has(id));
  const unnamed = preview.freezes_total - preview.freezes.length;
  return (
    <>
      {preview.freezes_total > 0 && (
        <Notice tone="warn" icon={Snowflake}>
          <span className="font-medium">{count("plan.freezes", preview.freezes_total)}.</span>{" "}
          {t("plan.freezesHint")}
        </Notice>
      )}
      {kinds.map(({ choose, ...kind }) => (
        <Keep key={kind.type} {...kind} onChoose={choose} />
      ))}
      {others.length > 0 && (
        <List
          icon={<Snowflake aria-hidden className="size-4 text-warn-ink" />}
          title={kinds.length > 0 ? t("keep.withThem") : t("keep.frozenThen")}
          things={others}
        />
      )}
      {unnamed > 0 && <p className="text-xs text-soft">{count("keep.unnamed", unnamed)}</p>}
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
}

function List({ icon, title, things }: ListProps) {
  return (
    <section className="rounded-lg border border-line">
      <h3 className="flex items-center gap-2 border-b border-line px-3 py-2 text-[0.8125rem] font-medium">
        {icon}
        {title}
      </h3>
      <ul className="max-h-40 divide-y divide-line overflow-y-auto text-[0.8125rem]">
        {things.map((thing) => (
          <li key={thing.id} className="flex items-baseline justify-between gap-3 px-3 py-2">
            <span className="truncate">{thing.name}</span>
            <span className="shrink-0 text-xs text-soft">{thingName(thing.type)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
