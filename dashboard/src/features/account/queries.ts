import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type Schemas, take, takeVersioned } from "@/api/client";

export type Device = Schemas["SessionRead"];

export const meQuery = () =>
  queryOptions({
    queryKey: ["me"],
    queryFn: () => takeVersioned(api.GET("/api/v1/auth/me")),
  });

export const sessionsQuery = (page: number) =>
  queryOptions({
    queryKey: ["me", "sessions", page],
    queryFn: () =>
      take(api.GET("/api/v1/auth/sessions", { params: { query: { page, limit: 20 } } })),
    placeholderData: keepPreviousData,
  });

export type Way = Schemas["IdentityRead"];
export type AccountEvent = Schemas["AccountEventRead"];

export const identitiesQuery = () =>
  queryOptions({
    queryKey: ["me", "identities"],
    queryFn: () => take(api.GET("/api/v1/auth/identities", { params: { query: { limit: 100 } } })),
  });

export const eventsQuery = (page: number) =>
  queryOptions({
    queryKey: ["me", "events", page],
    queryFn: () => take(api.GET("/api/v1/auth/events", { params: { query: { page, limit: 10 } } })),
    placeholderData: keepPreviousData,
  });
