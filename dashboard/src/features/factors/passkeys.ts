import { api, type Schemas, take } from "@/api/client";
import { t } from "@/i18n";

type Assertion = Schemas["Assertion"];
type NewCredential = Schemas["NewCredential"];

interface WebAuthn {
  parseRequestOptionsFromJSON?: (json: unknown) => PublicKeyCredentialRequestOptions;
  parseCreationOptionsFromJSON?: (json: unknown) => PublicKeyCredentialCreationOptions;
}

const webAuthn = (): WebAuthn =>
  (globalThis as { PublicKeyCredential?: WebAuthn }).PublicKeyCredential ?? {};

/** Whether this browser can use passkeys here: they need HTTPS, or localhost, and never a bare IP. */
export const hasPasskeys = (): boolean =>
  webAuthn().parseRequestOptionsFromJSON !== undefined &&
  navigator.credentials !== undefined &&
  isNamed(location.hostname);

/** Whether a host goes by a name, which alone a passkey can be bound to. */
export const isNamed = (host: string): boolean => !/^[\d.]+$|:/.test(host);

/** Asks the browser to answer a challenge with a passkey. */
export async function assert(options: Schemas["PasskeyOptions"]): Promise<Assertion> {
  const publicKey = webAuthn().parseRequestOptionsFromJSON?.(options.publicKey);
  if (!publicKey) throw new Error(t("passkey.unsupported"));
  return answerOf<Assertion>(() => navigator.credentials.get({ publicKey }));
}

/** Has the browser make a passkey, and gives it to the account. */
export async function addPasskey(name: string): Promise<Schemas["PasskeyCreated"]> {
  const options = await take(api.POST("/api/v1/auth/passkeys/options"));
  const publicKey = webAuthn().parseCreationOptionsFromJSON?.(options.publicKey);
  if (!publicKey) throw new Error(t("passkey.unsupported"));
  const credential = await answerOf<NewCredential>(() =>
    navigator.credentials.create({ publicKey }),
  );
  return take(api.POST("/api/v1/auth/passkeys", { body: { name, credential } }));
}

export async function signInByPasskey(): Promise<Schemas["Token"]> {
  const credential = await assert(
    await take(api.POST("/api/v1/auth/passkeys/challenge", { body: {} })),
  );
  return take(
    api.POST("/api/v1/auth/passkeys/verify", { body: { credential, session: "cookie" } }),
  );
}

async function answerOf<T>(ask: () => Promise<Credential | null>): Promise<T> {
  let credential: Credential | null;
  try {
    credential = await ask();
  } catch {
    throw new Error(t("passkey.refused"));
  }
  if (credential === null) throw new Error(t("passkey.refused"));
  return (credential as unknown as { toJSON: () => T }).toJSON();
}
