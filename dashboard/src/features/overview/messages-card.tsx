import { ChartColumn, Table2 } from "lucide-react";
import { useState } from "react";
import { formatDay, formatNumber, t } from "@/i18n";
import { Card, Skeleton } from "@/ui/bits";
import { Button } from "@/ui/button";
import { usePart } from "@/ui/part";
import type { Day } from "./queries";

const loadChart = () => import("./chart");

/** Messages a day as a chart, or as the table it is drawn from. */
export function MessagesCard({ days }: { days: Day[] }) {
  const [table, setTable] = useState(false);
  const total = days.reduce((sum, day) => sum + day.count, 0);
  return (
    <Card>
      <div className="flex items-center justify-between gap-4 px-4 pt-4">
        <div>
          <h2 className="text-sm font-semibold">{t("messages.perDay")}</h2>
          <p className="text-xs text-soft">
            {t("messages.sum", { total: formatNumber(total), days: days.length })}
          </p>
        </div>
        <Button look="quiet" size="small" aria-pressed={table} onClick={() => setTable(!table)}>
          {table ? <ChartColumn aria-hidden /> : <Table2 aria-hidden />}
          {table ? t("chart.asChart") : t("chart.asTable")}
        </Button>
      </div>
      <div className="p-4">
        {table ? (
          <Rows days={days} />
        ) : (
          <Drawing days={days} total={total} onFailure={() => setTable(true)} />
        )}
      </div>
    </Card>
  );
}

interface DrawingProps {
  days: Day[];
  total: number;
  /** The table says the same where what draws it cannot be loaded. */
  onFailure: () => void;
}

function Drawing({ days, total, onFailure }: DrawingProps) {
  const Chart = usePart(loadChart, total > 0, onFailure);
  if (total === 0) {
    return (
      <p className="flex h-24 items-center justify-center text-center text-[0.8125rem] text-soft">
        {t("messages.none")}
      </p>
    );
  }
  if (Chart === null) return <Skeleton className="h-52" />;
  return <Chart days={days} label={t("messages.perDay")} />;
}

function Rows({ days }: { days: Day[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section aria-label={t("messages.perDay")} tabIndex={0} className="h-52 overflow-y-auto">
      <table className="w-full text-left text-[0.8125rem]">
        <thead className="sticky top-0 bg-surface text-xs text-soft">
          <tr>
            <th scope="col" className="py-1.5 font-medium">
              {t("chart.day")}
            </th>
            <th scope="col" className="py-1.5 text-right font-medium">
              {t("figures.messages")}
            </th>
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map((day) => (
            <tr key={day.date} className="border-t border-line">
              <td className="py-1.5">{formatDay(day.date)}</td>
              <td className="py-1.5 text-right tabular-nums">{formatNumber(day.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
