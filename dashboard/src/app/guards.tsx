import { Outlet, useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useSession } from "@/session/use";

/** Only an address of our own: a link must not lead elsewhere through us. */
export function safeNext(next: unknown): string | undefined {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : undefined;
}

/** Goes to an address of ours, once, without a step to come back to. */
export function Redirect({ href }: { href: string }) {
  const navigate = useNavigate();
  useEffect(() => {
    void navigate({ href, replace: true });
  }, [navigate, href]);
  return null;
}

/** Pages for the signed-in; others sign in first and come back to the same address. */
export function SignedIn() {
  const state = useSession();
  if (state.status === "signed-in") return <Outlet />;
  return <ToSignIn back={!(state.status === "signed-out" && state.chosen)} />;
}

function ToSignIn({ back }: { back: boolean }) {
  const navigate = useNavigate();
  const router = useRouter();
  useEffect(() => {
    const { href } = router.state.location;
    const search = back && href !== "/" ? { next: href } : {};
    void navigate({ to: "/sign-in", search, replace: true });
  }, [navigate, router, back]);
  return null;
}

/** Pages for who is not signed in yet; others go where they wanted to be. */
export function SignedOut() {
  const state = useSession();
  const { next } = useSearch({ strict: false }) as { next?: string };
  if (state.status !== "signed-in") return <Outlet />;
  return <Redirect href={safeNext(next) ?? "/"} />;
}
