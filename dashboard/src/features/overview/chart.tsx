import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatDay, formatNumber } from "@/i18n";
import type { Day } from "./queries";

const TEXT = { fill: "var(--soft)", fontSize: 11 };

/** Bars of a number a day. The table beside it says the same to those who cannot see it. */
export default function Chart({ days, label }: { days: Day[]; label: string }) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return (
    <div role="img" aria-label={label} className="h-52">
      <ResponsiveContainer width="100%" height="100%">
        <BarChart
          data={days}
          margin={{ top: 4, right: 4, bottom: 0, left: -12 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="date"
            tickFormatter={formatDay}
            tick={TEXT}
            tickLine={false}
            axisLine={false}
            minTickGap={28}
          />
          <YAxis allowDecimals={false} tick={TEXT} tickLine={false} axisLine={false} width={48} />
          <Tooltip cursor={{ fill: "var(--hover)" }} content={<Note label={label} />} />
          <Bar
            dataKey="count"
            fill="var(--accent)"
            radius={[3, 3, 0, 0]}
            isAnimationActive={!still}
            animationDuration={300}
          />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}

interface NoteProps {
  label: string;
  active?: boolean;
  payload?: { payload: Day }[];
}

function Note({ label, active, payload }: NoteProps) {
  const day = payload?.[0]?.payload;
  if (!active || !day) return null;
  return (
    <div className="rounded-md border border-line bg-raised px-2.5 py-1.5 text-xs shadow-lg">
      <div className="text-soft">{formatDay(day.date)}</div>
      <div className="font-medium">
        {formatNumber(day.count)} <span className="font-normal text-soft">{label}</span>
      </div>
    </div>
  );
}
