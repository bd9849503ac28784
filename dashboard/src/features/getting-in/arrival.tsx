import { useState } from "react";
import type { Schemas } from "@/api/client";
import { Problem } from "@/api/problem";
import { type Pending, SecondStep } from "@/features/factors/second-step";
import { session } from "@/session/session";

/** Takes a sign-in over, by whatever way it came; where a second factor is due, `step` asks for it. */
export function useArrival() {
  const [pending, setPending] = useState<Pending | null>(null);
  const arrive = async (signIn: () => Promise<Schemas["Token"]>): Promise<void> => {
    try {
      session.accept(await signIn());
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "mfa_required") throw error;
      setPending(error.body as unknown as Pending);
    }
  };
  const step = pending && <SecondStep pending={pending} cancel={() => setPending(null)} />;
  return { arrive, step };
}
