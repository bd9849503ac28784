import { useQuery } from "@tanstack/react-query";
import { t } from "@/i18n";
import { usePlace } from "@/place/place";
import { workspacesQuery } from "@/place/queries";
import { Button } from "@/ui/button";
import { cn } from "@/ui/cn";
import { inputStyle } from "@/ui/field";
import { Select } from "@/ui/select";
import { actions, actionText } from "./action-text";
import { PersonFilter } from "./person-filter";
import type { AuditFilters } from "./queries";

const ALL = "all";

interface Props {
  filters: AuditFilters;
  /** The name of who is filtered by, as the trail says it. */
  actor: string | undefined;
  onChange: (filters: AuditFilters) => void;
}

/** Narrows the trail by person, action, workspace and day. */
export function Filters({ filters, actor, onChange }: Props) {
  const { organization } = usePlace();
  const workspaces = useQuery(workspacesQuery(organization.id)).data?.workspaces ?? [];
  const set = (name: keyof AuditFilters, value: string | undefined) => {
    const { [name]: _, ...rest } = filters;
    onChange(value ? { ...rest, [name]: value } : rest);
  };
  const choice = (name: keyof AuditFilters) => ({
    size: "small" as const,
    value: filters[name] ?? ALL,
    onChange: (value: string) => set(name, value === ALL ? undefined : value),
  });
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line p-4">
      <PersonFilter actor={filters.actor} name={actor} onChange={(id) => set("actor", id)} />
      <Select
        {...choice("action")}
        label={t("audit.action")}
        options={[
          { value: ALL, label: t("audit.anything") },
          ...actions().map((value) => ({ value, label: actionText(value), hint: value })),
        ]}
      />
      <Select
        {...choice("workspace_id")}
        label={t("audit.workspace")}
        options={[
          { value: ALL, label: t("audit.anywhere") },
          ...workspaces.map((one) => ({ value: one.id, label: one.name })),
        ]}
      />
      <Day
        label={t("audit.since")}
        value={filters.from}
        onChange={(day) => set("from", startOf(day))}
      />
      <Day
        label={t("audit.until")}
        value={filters.to && dayBefore(filters.to)}
        onChange={(day) => set("to", endOf(day))}
      />
      {Object.keys(filters).length > 0 && (
        <Button look="quiet" size="small" onClick={() => onChange({})}>
          {t("audit.clear")}
        </Button>
      )}
    </div>
  );
}

/** The reader's own day as moments of the server's clock. */
const startOf = (day: string) => (day ? new Date(`${day}T00:00`).toISOString() : undefined);
const endOf = (day: string) => {
  if (!day) return undefined;
  const next = new Date(`${day}T00:00`);
  next.setDate(next.getDate() + 1);
  return next.toISOString();
};
const dayBefore = (moment: string) => new Date(new Date(moment).getTime() - 1).toISOString();

const localDay = (moment: string) => {
  const date = new Date(moment);
  const two = (number: number) => `${number}`.padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

function Day(props: { label: string; value: string | undefined; onChange: (day: string) => void }) {
  return (
    <label className="flex items-center gap-1.5 text-xs text-soft">
      {props.label}
      <input
        type="date"
        value={props.value ? localDay(props.value) : ""}
        onChange={(event) => props.onChange(event.target.value)}
        className={cn(inputStyle, "h-8 w-auto px-2 text-[0.8125rem] max-sm:text-sm")}
      />
    </label>
  );
}
