import { useNavigate, useSearch } from "@tanstack/react-router";

/** Whether the address opens the dialog of this name, and what opens and closes it. */
export function useFlag(name: "new" | "invite") {
  const search = useSearch({ strict: false }) as { [name: string]: unknown };
  const navigate = useNavigate();
  const set = (open: boolean) =>
    void navigate({
      to: ".",
      search: (before: object) => ({ ...before, [name]: open || undefined }),
      replace: true,
      resetScroll: false,
    });
  return [search[name] === true, set] as const;
}
