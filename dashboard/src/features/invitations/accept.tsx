import { useQuery } from "@tanstack/react-query";
import { Link, useLocation, useNavigate, useParams } from "@tanstack/react-router";
import { MailX } from "lucide-react";
import { useState } from "react";
import { api, take } from "@/api/client";
import { Problem } from "@/api/problem";
import { useTitle } from "@/app/page";
import { queries } from "@/app/queries";
import { useProof } from "@/features/factors/proof";
import { organizationRole, workspaceRole } from "@/features/frame/names";
import { useArrival } from "@/features/getting-in/arrival";
import { AuthHead } from "@/features/getting-in/frame";
import { WalletEntrance } from "@/features/getting-in/wallet";
import { WalletButton } from "@/features/wallets/button";
import type { Meant } from "@/features/wallets/choice";
import { linkWallet, signForAccount } from "@/features/wallets/prove";
import { formatAgo, t } from "@/i18n";
import { signOut } from "@/session/actions";
import { nameOf, useSession } from "@/session/use";
import { Avatar, Badge, Card, Empty, Skeleton } from "@/ui/bits";
import { Button } from "@/ui/button";
import { Failure } from "@/ui/failure";
import { FormProblem } from "@/ui/form";
import { type Offer, offerQuery } from "./queries";

/** Where an invitation leads: who asks, into what, and the ways to answer. */
export function AcceptInvitation() {
  useTitle(t("accept.title"));
  const { token } = useParams({ strict: false }) as { token: string };
  const { data, error, refetch } = useQuery(offerQuery(token));
  if (error instanceof Problem && error.status === 404) {
    return <Closed>{t("accept.unknown")}</Closed>;
  }
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-64 w-full" />;
  if (data.state !== "pending") return <Closed>{t(`accept.${data.state}`)}</Closed>;
  return <Invited token={token} offer={data} />;
}

export function Closed({ children }: { children: string }) {
  return (
    <Empty
      whole
      icon={MailX}
      title={t("accept.closed")}
      action={
        <Button asChild>
          <Link to="/">{t("lost.home")}</Link>
        </Button>
      }
    >
      {children}
    </Empty>
  );
}

function Invited({ token, offer }: { token: string; offer: Offer }) {
  const state = useSession();
  const { arrive, step } = useArrival();
  const by = offer.invited_by_name;
  if (step && state.status !== "signed-in") return step;
  return (
    <>
      <AuthHead title={t("accept.join", { name: offer.organization_name })}>
        {by ? t("accept.by", { name: by }) : t("accept.byNobody")}
      </AuthHead>
      <Card className="mb-5 p-4">
        <div className="flex items-center gap-3">
          <Avatar name={offer.organization_name} square size="size-10 text-base" />
          <div className="min-w-0 grow">
            <p className="truncate font-semibold">{offer.organization_name}</p>
            <p className="text-xs break-all text-soft">{offer.email ?? offer.wallet?.address}</p>
          </div>
          <Badge>{organizationRole(offer.role)}</Badge>
        </div>
        {offer.workspaces.length > 0 && (
          <ul className="mt-3 border-t border-line pt-3 text-[0.8125rem]">
            {offer.workspaces.map((one) => (
              <li key={one.id} className="flex justify-between gap-3 py-0.5">
                <span className="truncate">{one.name}</span>
                <span className="text-soft">{workspaceRole(one.role)}</span>
              </li>
            ))}
          </ul>
        )}
        <p className="mt-3 text-xs text-soft">
          {t("invite.expires", { when: formatAgo(offer.expires_at) })}
        </p>
      </Card>
      {state.status === "signed-in" ? (
        <Answer token={token} offer={offer} name={nameOf(state.user)} />
      ) : (
        <SignInFirst wallet={offer.wallet} arrive={arrive} />
      )}
    </>
  );
}

interface FirstProps {
  wallet: Offer["wallet"];
  arrive: ReturnType<typeof useArrival>["arrive"];
}

/** Getting in to answer: with the wallet that is invited, or as who the invitation is mailed to. */
function SignInFirst({ wallet, arrive }: FirstProps) {
  const { pathname } = useLocation();
  return (
    <div className="flex flex-col gap-2">
      {wallet ? (
        <WalletEntrance look="primary" arrive={arrive} meant={wallet} />
      ) : (
        <Button asChild look="primary" size="wide">
          <Link to="/sign-up" search={{ next: pathname }}>
            {t("signUp.action")}
          </Link>
        </Button>
      )}
      <Button asChild size="wide">
        <Link to="/sign-in" search={{ next: pathname }}>
          {t("accept.haveAccount")}
        </Link>
      </Button>
    </div>
  );
}

function Answer({ token, offer, name }: { token: string; offer: Offer; name: string }) {
  const navigate = useNavigate();
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const params = { path: { token } };
  const answer = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(error);
      const closed = error instanceof Problem && error.code === "invitation_closed";
      if (closed) await queries.invalidateQueries({ queryKey: ["invitation", token] });
    }
    setBusy(false);
  };
  const accept = () =>
    answer(async () => {
      const joined = await take(api.POST("/api/v1/invitations/{token}/accept", { params }));
      await queries.invalidateQueries();
      const organization = joined.organization_slug;
      await navigate({ to: "/o/$organization", params: { organization } });
    });
  const decline = () =>
    answer(async () => {
      await take(api.POST("/api/v1/invitations/{token}/decline", { params }));
      await queries.invalidateQueries({ queryKey: ["invitation", token] });
    });
  const other = problem instanceof Problem && problem.code === "invitation_for_someone_else";
  return (
    <div className="flex flex-col gap-2">
      <FormProblem problem={problem} />
      {other ? (
        <>
          {offer.wallet && <LinkInvited wallet={offer.wallet} linked={() => void accept()} />}
          <Button size="wide" onClick={() => void signOut()}>
            {t("accept.switch")}
          </Button>
        </>
      ) : (
        <>
          <Button look="primary" size="wide" busy={busy} onClick={() => void accept()}>
            {t("accept.action")}
          </Button>
          <Button look="quiet" size="wide" disabled={busy} onClick={() => void decline()}>
            {t("accept.decline")}
          </Button>
        </>
      )}
      <p className="mt-3 text-center text-[0.8125rem] text-soft">{t("accept.as", { name })}</p>
    </div>
  );
}

/** Takes the wallet that is invited into the account that is signed in. */
function LinkInvited({ wallet, linked }: { wallet: Meant; linked: () => void }) {
  const { run, dialog } = useProof();
  return (
    <>
      <WalletButton
        label={t("wallet.linkThis")}
        look="primary"
        size="wide"
        meant={wallet}
        note={t("wallet.linkNote")}
        use={async (chosen, asking) => {
          const signed = await signForAccount(chosen, asking, "link");
          void run(async () => {
            await linkWallet(signed);
            linked();
          });
        }}
      />
      {dialog}
    </>
  );
}
