import type { ReactNode } from "react";

interface Props {
  icon?: ReactNode;
  title: ReactNode;
  note: ReactNode;
  badge?: ReactNode;
  children?: ReactNode;
}

/** One thing of a settings card: what it is, and what can be done with it. */
export function Row({ icon, title, note, badge, children }: Props) {
  return (
    <div className="flex flex-wrap items-center gap-x-3.5 gap-y-2 border-t border-line pt-4 text-[0.8125rem] first:border-0 first:pt-0 sm:flex-nowrap">
      <span className="w-5 shrink-0 text-soft [&_svg]:size-5">{icon}</span>
      <div className="min-w-0 grow basis-32">
        <h3 className="flex items-center gap-2 font-medium">
          <span className="truncate">{title}</span>
          {badge}
        </h3>
        <p className="text-xs break-words text-soft">{note}</p>
      </div>
      {children && <div className="flex shrink-0 items-center gap-2 max-sm:ml-8.5">{children}</div>}
    </div>
  );
}
