import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { LogOut, Monitor, Moon, Sun, UserRound } from "lucide-react";
import { Dialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import { chooseTheme } from "@/app/theme";
import { t } from "@/i18n";
import { logoOf, usePlace } from "@/place/place";
import { organizationsQuery, workspacesQuery } from "@/place/queries";
import { signOut } from "@/session/actions";
import { Avatar } from "@/ui/bits";
import { useFocusBefore } from "@/ui/dialog";
import { actionsAt, destinations } from "./nav";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Everything there is to go to and to do here, by typing. */
export default function Palette({ open, onOpenChange }: Props) {
  const giveBack = useFocusBefore(open);
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade-in bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={giveBack}
          className="fixed top-[14vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 animate-in overflow-hidden rounded-xl border border-line bg-raised shadow-2xl"
        >
          <Dialog.Title className="sr-only">{t("frame.search")}</Dialog.Title>
          <Commands close={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Commands({ close }: { close: () => void }) {
  const place = usePlace();
  const navigate = useNavigate();
  const [q, setQ] = useState("");
  const { workspace, organization } = destinations(place);
  const workspaces = useQuery(workspacesQuery(place.organization.id)).data?.workspaces ?? [];
  const organizations = useQuery(organizationsQuery()).data?.organizations ?? [];
  const actions = actionsAt(place);
  const run = (work: () => unknown) => () => {
    close();
    work();
  };
  const home = `/o/${place.organization.slug}`;
  const pages = [
    ...workspace.map((one) => ({ ...one, of: place.workspace?.name ?? "" })),
    ...organization.map((one) => ({ ...one, of: place.organization.name })),
  ];
  return (
    <Command label={t("frame.search")} loop>
      <Command.Input
        value={q}
        onValueChange={setQ}
        autoFocus
        placeholder={t("palette.placeholder")}
        className="h-12 w-full border-b border-line bg-transparent px-4 text-base outline-none"
      />
      <Command.List className="max-h-[50vh] overflow-y-auto p-1.5" label={t("frame.search")}>
        <Command.Empty className="py-8 text-center text-soft">{t("list.nothing")}</Command.Empty>
        <Group heading={t("palette.pages")}>
          {pages.map(({ to, label, icon: Icon, of }) => (
            <Item
              key={to}
              value={`${to} ${t(label)} ${of}`}
              run={run(() => navigate({ to }))}
              note={of}
            >
              <Icon aria-hidden className="size-4 text-soft" />
              {t(label)}
            </Item>
          ))}
        </Group>
        {actions.length > 0 && (
          <Group heading={t("palette.actions")}>
            {actions.map(({ to, search, label, icon: Icon }) => (
              <Item key={label} value={t(label)} run={run(() => navigate({ to, search }))}>
                <Icon aria-hidden className="size-4 text-soft" />
                {t(label)}
              </Item>
            ))}
          </Group>
        )}
        <Group heading={t("palette.workspaces")}>
          {workspaces.map((one) => (
            <Item
              key={one.id}
              value={`${one.id} ${one.name}`}
              run={run(() => navigate({ to: `${home}/w/${one.slug}` }))}
            >
              <Avatar name={one.name} image={logoOf(one)} square size="size-5 text-2xs" />
              {one.name}
            </Item>
          ))}
        </Group>
        <Group heading={t("palette.organizations")}>
          {organizations.map((one) => (
            <Item
              key={one.id}
              value={`${one.id} ${one.name}`}
              run={run(() => navigate({ to: `/o/${one.slug}` }))}
            >
              <Avatar name={one.name} image={logoOf(one)} square size="size-5 text-2xs" />
              {one.name}
            </Item>
          ))}
        </Group>
        <Group heading={t("palette.you")}>
          <Item value={t("user.account")} run={run(() => navigate({ to: "/account" }))}>
            <UserRound aria-hidden className="size-4 text-soft" />
            {t("user.account")}
          </Item>
          {THEMES.map(({ theme, icon: Icon }) => (
            <Item
              key={theme}
              value={`${t("theme.label")} ${t(`theme.${theme}`)}`}
              run={run(() => chooseTheme(theme))}
              note={t("theme.label")}
            >
              <Icon aria-hidden className="size-4 text-soft" />
              {t(`theme.${theme}`)}
            </Item>
          ))}
          <Item value={t("user.signOut")} run={run(() => void signOut())}>
            <LogOut aria-hidden className="size-4 text-soft" />
            {t("user.signOut")}
          </Item>
        </Group>
      </Command.List>
    </Command>
  );
}

const THEMES = [
  { theme: "light", icon: Sun },
  { theme: "dark", icon: Moon },
  { theme: "system", icon: Monitor },
] as const;

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="**:[[cmdk-group-heading]]:px-2.5 **:[[cmdk-group-heading]]:pt-2 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-xs **:[[cmdk-group-heading]]:text-soft"
    >
      {children}
    </Command.Group>
  );
}

function Item(props: { value: string; run: () => void; note?: string; children: ReactNode }) {
  return (
    <Command.Item
      value={props.value}
      onSelect={props.run}
      className="flex cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-2 text-[0.8125rem] select-none data-[selected=true]:bg-hover"
    >
      {props.children}
      {props.note && <span className="ml-auto truncate pl-4 text-xs text-soft">{props.note}</span>}
    </Command.Item>
  );
}
