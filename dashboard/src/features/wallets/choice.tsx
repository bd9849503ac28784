import { ChevronRight, WalletMinimal } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { t } from "@/i18n";
import { Avatar, Empty } from "@/ui/bits";
import { Button } from "@/ui/button";
import { cn } from "@/ui/cn";
import { Field } from "@/ui/field";
import { FormProblem } from "@/ui/form";
import { Select } from "@/ui/select";
import { chainOf, cosmosChains } from "./cosmos";
import { useWallets } from "./discover";
import type { Asking } from "./prove";
import { CHAINS, type Provider, type Wallet } from "./wallet";

export interface Meant {
  provider: Provider;
  address: string;
}

export interface ChoiceProps {
  /** What is done with the wallet chosen; what it throws is said above the list. */
  use: (wallet: Wallet, asking: Asking) => Promise<void>;
  /** The one wallet that will do, where only one does. */
  meant?: Meant | null;
  note?: string;
}

/** The wallets of this browser, one to be chosen, and what the one asked is waiting for. */
export function WalletChoice({ use, meant, note }: ChoiceProps) {
  const { wallets, again } = useWallets();
  const [chain, setChain] = useState(chainOf(meant?.address));
  const { asked, problem, ask, cancel } = useAsking((wallet, signal) =>
    use(wallet, { chain, signal, address: meant?.address }),
  );
  const fitting = wallets.filter((one) => !meant || one.provider === meant.provider);
  if (fitting.length === 0) return <NoWallet meant={meant} again={again} />;
  return (
    <div className="flex flex-col gap-4">
      <FormProblem problem={problem} />
      <ul className="flex flex-col gap-2">
        {fitting.map((one) => (
          <li key={one.id}>
            <WalletRow wallet={one} asked={asked} ask={() => void ask(one)} />
          </li>
        ))}
      </ul>
      <div role="status" className="empty:-mt-4">
        {asked && (
          <p className="flex items-center gap-3 rounded-lg bg-accent-wash p-3 text-[0.8125rem] text-accent-ink">
            <span className="grow">{t("wallet.look", { name: asked.name })}</span>
            <Button size="small" onClick={cancel}>
              {t("ui.cancel")}
            </Button>
          </p>
        )}
      </div>
      {!meant && fitting.some((one) => one.provider === "cosmos") && (
        <CosmosChain value={chain} onChange={setChain} />
      )}
      {note && <p className="text-xs text-soft">{note}</p>}
    </div>
  );
}

/** Asks one wallet at a time, and forgets its answer if the person has turned away meanwhile. */
function useAsking(use: (wallet: Wallet, signal: AbortSignal) => Promise<void>) {
  const [asked, setAsked] = useState<Wallet | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const leaving = useRef<AbortController | null>(null);
  useEffect(() => () => leaving.current?.abort(), []);
  const ask = async (wallet: Wallet) => {
    if (asked) return;
    const controller = new AbortController();
    leaving.current = controller;
    setAsked(wallet);
    setProblem(null);
    try {
      await use(wallet, controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) setProblem(error);
    }
    if (!controller.signal.aborted) setAsked(null);
  };
  const cancel = () => {
    leaving.current?.abort();
    setAsked(null);
  };
  return { asked, problem, ask, cancel };
}

interface RowProps {
  wallet: Wallet;
  asked: Wallet | null;
  ask: () => void;
}

function WalletRow({ wallet, asked, ask }: RowProps) {
  return (
    <button
      type="button"
      onClick={ask}
      aria-disabled={asked !== null}
      className={cn(
        "flex w-full items-center gap-3 rounded-lg border border-line-strong bg-surface px-3 py-2.5 text-left shadow-xs transition-colors hover:bg-hover",
        asked && asked.id !== wallet.id && "opacity-50",
        asked?.id === wallet.id && "animate-pulse",
      )}
    >
      <Avatar name={wallet.name} image={wallet.icon} square size="size-8 text-xs" />
      <span className="min-w-0 grow">
        <span className="block truncate font-medium">{wallet.name}</span>
        <span className="block text-xs text-soft">{CHAINS[wallet.provider]}</span>
      </span>
      <ChevronRight aria-hidden className="size-4 shrink-0 text-soft" />
    </button>
  );
}

function CosmosChain({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const chains = cosmosChains();
  if (chains.length < 2) return null;
  return (
    <Field label={t("wallet.chain")} hint={t("wallet.chainHint")}>
      {({ id }) => (
        <Select
          id={id}
          value={value}
          onChange={onChange}
          options={chains.map((one) => ({ value: one.id, label: one.id, hint: `${one.prefix}1…` }))}
        />
      )}
    </Field>
  );
}

function NoWallet({ meant, again }: { meant: Meant | null | undefined; again: () => void }) {
  const title = meant
    ? t("wallet.noneOf", { chain: CHAINS[meant.provider] })
    : t("wallet.noneFound");
  return (
    <Empty
      icon={WalletMinimal}
      title={title}
      action={<Button onClick={again}>{t("wallet.again")}</Button>}
    >
      {t("wallet.noneExplained")}
    </Empty>
  );
}
