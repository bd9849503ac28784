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
