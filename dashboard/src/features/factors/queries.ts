import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, take } from "@/api/client";

export type Passkey = Schemas["PasskeyRead"];

export const mfaQuery = () =>
  queryOptions({ queryKey: ["me", "mfa"], queryFn: () => take(api.GET("/api/v1/auth/mfa")) });

export const passkeysQuery = () =>
  queryOptions({
    queryKey: ["me", "passkeys"],
    queryFn: () => take(api.GET("/api/v1/auth/passkeys", { params: { query: { limit: 100 } } })),
  });
