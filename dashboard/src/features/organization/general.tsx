import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, take, type Versioned } from "@/api/client";
import { queries } from "@/app/queries";
import { t } from "@/i18n";
import { logoOf, usePlace } from "@/place/place";
import { Section } from "@/ui/bits";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { FormProblem, useForm } from "@/ui/form";
import { toast } from "@/ui/toast";
import { type Typing, useTyping } from "@/ui/version";
import { MembershipFacts } from "./facts";
import { LogoField } from "./logo-field";
import type { OrganizationDetail } from "./queries";

/** Name, address and logo; saved only over the version that was read. */
export function General({ read, typing }: { read: Versioned<OrganizationDetail>; typing: Typing }) {
  const { can } = usePlace();
  const navigate = useNavigate();
  const { data: organization, etag } = read;
  const [logo, setLogo] = useState(logoOf(organization));
  const initial = {
    name: organization.name,
    slug: organization.slug,
    billing_email: organization.billing_email ?? "",
  };
  const form = useForm(initial, async ({ name, slug, billing_email }) => {
    const saved = await take(
      api.PATCH("/api/v1/orgs/{org_id}", {
        params: {
          path: { org_id: organization.id },
          header: etag ? { "If-Match": etag } : {},
        },
        body: {
          name,
          slug,
          billing_email: billing_email.trim() || null,
          settings: withLogo(organization.settings, logo),
        },
      }),
    );
    toast(t("ui.saved"));
    typing.saved();
    if (saved.slug !== organization.slug) {
      queries.setQueryData(["organizations", "by-slug", saved.slug], saved);
      await navigate({
        to: "/o/$organization/settings",
        params: { organization: saved.slug },
        replace: true,
      });
    }
    await queries.invalidateQueries({ queryKey: ["organizations"] });
    await queries.invalidateQueries({ queryKey: ["org", organization.id] });
  });
  const editable = can("org:update");
  const changed = form.dirty || logo !== logoOf(organization);
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
          <TextField
            {...form.field("billing_email")}
            label={t("field.billingEmail")}
            type="email"
            hint={t("field.billingEmailHint")}
          />
        </fieldset>
        <MembershipFacts organization={organization} />
      </Section>
    </form>
  );
}

/** Settings with a logo in their branding, all else in them kept. */
export function withLogo(
  settings: Record<string, unknown>,
  logo: string | null,
): Record<string, unknown> {
  const { logo: _, ...branding } = (settings.branding ?? {}) as Record<string, unknown>;
  const { branding: __, ...rest } = settings;
  const changed = logo === null ? branding : { ...branding, logo };
  return Object.keys(changed).length > 0 ? { ...rest, branding: changed } : rest;
}
