import { t } from "@/i18n";

const BROWSERS: [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/(?:Headless)?Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
  [/^curl\//, "curl"],
  [/^python-httpx\//, "Python"],
];
const SYSTEMS: [RegExp, string][] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Macintosh|Mac OS X/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

const first = (all: [RegExp, string][], agent: string) =>
  all.find(([pattern]) => pattern.test(agent))?.[1];

/** What a person would call the device a user agent speaks for. */
export function deviceName(agent: string | null): string {
  if (!agent) return t("sessions.unknown");
  const browser = first(BROWSERS, agent);
  const system = first(SYSTEMS, agent);
  if (browser && system) return t("sessions.browserOn", { browser, system });
  return browser ?? system ?? agent.slice(0, 40);
}

export const isHandheld = (agent: string | null): boolean =>
  /iPhone|iPad|Android|Mobile/.test(agent ?? "");
