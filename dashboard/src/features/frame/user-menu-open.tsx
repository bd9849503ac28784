import { Link } from "@tanstack/react-router";
import { LogOut, Monitor, Moon, Sun, UserRound } from "lucide-react";
import { chooseTheme, type Theme } from "@/app/theme";
import { useTheme } from "@/app/use-theme";
import { choose, currentLanguage, LANGUAGES, type Language, t } from "@/i18n";
import { signOut } from "@/session/actions";
import type { Takeover } from "@/ui/later";
import { Menu, MenuChoice, MenuItem, MenuLine } from "@/ui/menu";
import { UserButton } from "./user-menu";

/** What the account's menu offers. */
export default function OpenUserMenu({ takeover }: { takeover: Takeover }) {
  const theme = useTheme();
  return (
    <Menu
      align="start"
      side="top"
      className="w-58"
      defaultOpen={takeover.open}
      trigger={<UserButton autoFocus={takeover.focused} />}
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
