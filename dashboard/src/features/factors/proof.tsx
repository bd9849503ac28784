import { useRef, useState } from "react";
import { Problem } from "@/api/problem";
import { t } from "@/i18n";
import { Dialog } from "@/ui/dialog";
import { attempt } from "@/ui/failure";
import { type Wanted, wantedBy } from "./means";
import { Proofs } from "./proofs";

/** Does what may need a fresh proof of who one is: asks for it when the server does, then repeats. */
export function useProof() {
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const again = useRef<() => Promise<unknown>>(async () => undefined);
  const run = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const proof = error instanceof Problem ? wantedBy(error.code) : undefined;
      if (proof === undefined) {
        await attempt(() => Promise.reject(error));
        return;
      }
      again.current = work;
      setWanted(proof);
    }
  };
  const dialog = (
    <Dialog
      open={wanted !== null}
      onOpenChange={() => setWanted(null)}
      title={t("proof.title")}
      description={t("proof.explained")}
    >
      {wanted && (
        <Proofs
          wanted={wanted}
          done={() => {
            setWanted(null);
            void run(again.current);
          }}
        />
      )}
    </Dialog>
  );
  return { run, dialog };
}
