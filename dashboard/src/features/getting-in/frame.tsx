import { Outlet } from "@tanstack/react-router";
import { Mark } from "@/features/frame/mark";

/** The quiet room around what is done before one is in. */
export function AuthFrame() {
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 pt-[10vh] pb-10">
      <main className="w-full max-w-90">
        <Mark className="mx-auto mb-8 size-10" />
        <Outlet />
      </main>
    </div>
  );
}

export function AuthHead({ title, children }: { title: string; children?: React.ReactNode }) {
  return (
    <header className="mb-6 text-center">
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      {children && <p className="mt-1.5 text-soft">{children}</p>}
    </header>
  );
}
