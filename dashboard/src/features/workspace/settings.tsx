import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, take, type Versioned } from "@/api/client";
import { PageSkeleton, useTitle } from "@/app/page";
import { queries } from "@/app/queries";
import { useClosed } from "@/features/frame/banners";
import { Row } from "@/features/organization/danger";
import { withLogo } from "@/features/organization/general";
import { LogoField } from "@/features/organization/logo-field";
import { t } from "@/i18n";
import { logoOf, useWorkspacePlace } from "@/place/place";
import { PageHead, Section } from "@/ui/bits";
import { Button } from "@/ui/button";
import { ConfirmButton } from "@/ui/confirm";
import { Failure } from "@/ui/failure";
import { AreaField, TextField } from "@/ui/field";
import { FormProblem, useForm } from "@/ui/form";
import { toast } from "@/ui/toast";
import { OverVersion, type Typing, useTyping } from "@/ui/version";
import { type WorkspaceDetail, workspaceQuery } from "./queries";

export function WorkspaceSettings() {
  const { organization, workspace, can } = useWorkspacePlace();
  const closed = useClosed();
  useTitle(t("nav.settings"), workspace.name);
  const at = { org_id: organization.id, workspace_id: workspace.id };
  const result = useQuery(workspaceQuery(at));
  if (result.isError && !result.data) {
    return <Failure error={result.error} retry={() => void result.refetch()} />;
  }
  if (!result.data) return <PageSkeleton />;
  return (
    <>
      <PageHead
        title={t("workspace.settings")}
        description={
          can("workspace:update")
            ? t("workspace.settingsExplained")
            : (closed ?? t("workspace.readOnly"))
        }
      />
      <div className="flex flex-col gap-6">
        <OverVersion
          key={workspace.id}
          read={result.data}
          again={result.refetch}
          edited={(it) => [it.name, it.slug, it.description, logoOf(it)]}
        >
          {(version, typing) => <General read={version} typing={typing} />}
        </OverVersion>
        {(can("org:update") || can("workspace:delete")) && <Danger />}
      </div>
    </>
  );
}

function General({ read, typing }: { read: Versioned<WorkspaceDetail>; typing: Typing }) {
  const { organization, can } = useWorkspacePlace();
  const navigate = useNavigate();
  const { data: workspace, etag } = read;
  const [logo, setLogo] = useState(logoOf(workspace));
  const initial = {
    name: workspace.name,
    slug: workspace.slug,
    description: workspace.description ?? "",
  };
  const form = useForm(initial, async ({ name, slug, description }) => {
    const path = { org_id: organization.id, workspace_id: workspace.id };
    const saved = await take(
      api.PATCH("/api/v1/orgs/{org_id}/workspaces/{workspace_id}", {
        params: { path, header: etag ? { "If-Match": etag } : {} },
        body: {
          name,
          slug,
          description: description.trim() || null,
          settings: withLogo(workspace.settings, logo),
        },
      }),
    );
    toast(t("ui.saved"));
    typing.saved();
    if (saved.slug !== workspace.slug) {
      const key = ["org", organization.id, "workspaces", "by-slug", saved.slug];
      queries.setQueryData(key, saved);
      await navigate({
        to: "/o/$organization/w/$workspace/settings",
        params: { organization: organization.slug, workspace: saved.slug },
        replace: true,
      });
    }
    await queries.invalidateQueries({ queryKey: ["org", organization.id] });
  });
  const editable = can("workspace:update");
  const changed = form.dirty || logo !== logoOf(workspace);
  useTyping(typing, changed);
  return (
    <form onSubmit={form.submit}>
      <Section
        title={t("organization.general")}
        footer={
          editable && (
            <>
              <span>{t("organization.slugWarning")}</span>
              <Button
                type="submit"
                look="primary"
                size="small"
                busy={form.busy}
                disabled={!changed}
              >
                {t("ui.save")}
              </Button>
            </>
          )
        }
      >
        <FormProblem problem={form.problem} discard={typing.discard} />
        <fieldset disabled={!editable} className="flex flex-col gap-4">
          <LogoField name={form.values.name} logo={logo} onChange={setLogo} editable={editable} />
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField {...form.field("name")} label={t("field.name")} maxLength={100} required />
            <TextField
              {...form.field("slug")}
              label={t("field.slug")}
              hint={t("field.slugHint")}
              maxLength={63}
              required
              spellCheck={false}
            />
          </div>
          <AreaField
            {...form.field("description")}
            label={t("field.description")}
            maxLength={1000}
          />
        </fieldset>
      </Section>
    </form>
  );
}

function Danger() {
  const { organization, workspace, can } = useWorkspacePlace();
  const navigate = useNavigate();
  const path = { org_id: organization.id, workspace_id: workspace.id };
  return (
    <Section title={t("danger.title")} danger>
      {can("org:update") && !workspace.is_default && (
        <Row title={t("workspace.makeDefault")} hint={t("workspace.makeDefaultHint")}>
          <ConfirmButton
            look="plain"
            danger={false}
            label={t("workspace.makeDefault")}
            title={t("workspace.makeDefaultTitle", { name: workspace.name })}
            description={t("workspace.makeDefaultHint")}
            action={t("workspace.makeDefault")}
            run={async () => {
              await take(
                api.PUT("/api/v1/orgs/{org_id}/workspaces/{workspace_id}/default", {
                  params: { path },
                }),
              );
              toast(t("ui.saved"));
              await queries.invalidateQueries({ queryKey: ["org", organization.id] });
            }}
          />
        </Row>
      )}
      {can("workspace:delete") && workspace.is_default && (
        <Row title={t("workspace.delete")} hint={t("workspace.defaultStays")}>
          {null}
        </Row>
      )}
      {can("workspace:delete") && !workspace.is_default && (
        <Row title={t("workspace.delete")} hint={t("workspace.deleteHint")}>
          <ConfirmButton
            label={t("workspace.delete")}
            title={t("delete.title", { name: workspace.name })}
            description={t("workspace.deleteExplained")}
            action={t("workspace.delete")}
            typed={workspace.name}
            run={async () => {
              await take(
                api.DELETE("/api/v1/orgs/{org_id}/workspaces/{workspace_id}", {
                  params: { path },
                }),
              );
              toast(t("delete.done", { name: workspace.name }));
              await navigate({
                to: "/o/$organization/workspaces",
                params: { organization: organization.slug },
              });
              await queries.invalidateQueries({ queryKey: ["org", organization.id] });
            }}
          />
        </Row>
      )}
    </Section>
  );
}
