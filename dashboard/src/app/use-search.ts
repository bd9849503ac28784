import { useNavigate, useSearch } from "@tanstack/react-router";

/** Changes some of what the address says behind its path, and nothing else of it. */
export function useSearchChange<Search extends object>() {
  const navigate = useNavigate();
  return (changed: { [Name in keyof Search]: Search[Name] | undefined }, replace: boolean) =>
    void navigate({
      to: ".",
      search: (before: object) => ({ ...before, ...changed }),
      replace,
      resetScroll: false,
    });
}

type Search = { [name: string]: unknown };

/** Whether the address opens the dialog of this name, and what opens and closes it. */
export function useFlag(name: "new" | "invite") {
  const search = useSearch({ strict: false }) as Search;
  const change = useSearchChange<Search>();
  return [
    search[name] === true,
    (open: boolean) => change({ [name]: open || undefined }, true),
  ] as const;
}
