import { Link } from "@tanstack/react-router";
import { ChevronsUpDown, LogOut, Monitor, Moon, Sun, UserRound } from "lucide-react";
import { chooseTheme, type Theme, useTheme } from "@/app/theme";
import { choose, currentLanguage, LANGUAGES, type Language, t } from "@/i18n";
import { signOut } from "@/session/actions";
import { nameOf, useUser } from "@/session/use";
import { Avatar } from "@/ui/bits";
import { Menu, MenuChoice, MenuItem, MenuLine } from "@/ui/menu";

export function UserMenu() {
  const user = useUser();
  const theme = useTheme();
  const name = nameOf(user);
  return (
    <Menu
      align="start"
      side="top"
      className="w-58"
      trigger={
        <button
          type="button"
          className="flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left hover:bg-hover data-[state=open]:bg-hover"
        >
          <Avatar name={name} />
          <span className="sr-only">{t("user.menu")}</span>
          <span className="min-w-0 grow">
            <span className="block truncate text-[0.8125rem] font-medium">{name}</span>
            {user.email && user.email !== name && (
              <span className="block truncate text-2xs text-soft">{user.email}</span>
            )}
          </span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-soft" />
        </button>
      }
    >
      <MenuItem asChild>
        <Link to="/account">
          <UserRound aria-hidden />
          {t("user.account")}
        </Link>
      </MenuItem>
      <MenuLine />
      <MenuChoice<Theme>
        label={t("theme.label")}
        value={theme}
        onChange={chooseTheme}
        options={[
          { value: "light", label: t("theme.light"), icon: <Sun aria-hidden /> },
          { value: "dark", label: t("theme.dark"), icon: <Moon aria-hidden /> },
          { value: "system", label: t("theme.system"), icon: <Monitor aria-hidden /> },
        ]}
      />
      <MenuLine />
      <MenuChoice<Language>
        label={t("language.label")}
        value={currentLanguage()}
        onChange={choose}
        options={(Object.keys(LANGUAGES) as Language[]).map((value) => ({
          value,
          label: LANGUAGES[value],
        }))}
      />
      <MenuLine />
      <MenuItem onSelect={() => void signOut()}>
        <LogOut aria-hidden />
        {t("user.signOut")}
      </MenuItem>
    </Menu>
  );
}
