import type { en } from "./en";

export type Key = keyof typeof en;
export type Catalogue = Record<Key, string>;
/** Keys that come in two numbers, `….one` and `….other`, without that ending. */
export type PluralKey = Key extends infer K
  ? K extends `${infer Stem}.one`
    ? Stem
    : never
  : never;
type Values = Record<string, string | number>;

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

/** A catalogue and, by code, what the server refuses with, which it says in English itself. */
const CATALOGUES: Record<Language, () => Promise<[Catalogue, Record<string, string>]>> = {
  en: async () => [(await import("./en")).en, {}],
  de: () => import("./de").then(({ de, refusals }) => [de, refusals]),
};
const KEPT = "tenantry.language";
let catalogue: Catalogue;
let refusals: Record<string, string>;
let language: Language = "en";

/** Loads the language chosen, or else the browser's, before anything is shown. */
export async function speak(): Promise<void> {
  const wanted = localStorage.getItem(KEPT) ?? navigator.language.slice(0, 2);
  language = wanted === "de" ? "de" : "en";
  [catalogue, refusals] = await CATALOGUES[language]();
  document.documentElement.lang = language;
}

export const currentLanguage = (): Language => language;

/** Changes the language; the page is read anew, as every string on it changes. */
export function choose(wanted: Language): void {
  localStorage.setItem(KEPT, wanted);
  location.reload();
}

/** Every key that begins alike, as there is one for each thing the server can name. */
export const keysOf = (prefix: string): Key[] =>
  (Object.keys(catalogue) as Key[]).filter((key) => key.startsWith(prefix));

export const isKey = (name: string): name is Key => Object.hasOwn(catalogue, name);

/** What a refusal with this code says in the reader's language, where the server's own does not. */
export const refusal = (code: string): string | undefined => refusals[code];

export function t(key: Key, values: Values = {}): string {
  return fill(catalogue[key], values);
}

/** The string for a number of things; `{count}` in it is the number. */
export function count(key: PluralKey, number: number, values: Values = {}): string {
  const form = written().plural.select(number) === "one" ? "one" : "other";
  const text = catalogue[`${key}.${form}` as Key] as string;
  return fill(text, { count: formatNumber(number), ...values });
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => `${values[name] ?? whole}`);
}

/** Numbers and dates follow the reader's own locale where it speaks the chosen language. */
function locale(): string {
  return navigator.languages.find((one) => one.startsWith(language)) ?? language;
}

const formatsOf = (locale: string) => ({
  plural: new Intl.PluralRules(language),
  number: new Intl.NumberFormat(locale),
  date: new Intl.DateTimeFormat(locale, { dateStyle: "medium" }),
  dateTime: new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }),
  day: new Intl.DateTimeFormat(locale, { month: "short", day: "numeric", timeZone: "UTC" }),
  ago: new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "long" }),
});
let formats: ReturnType<typeof formatsOf> | null = null;

/** How numbers and dates are written. A browser takes long to make one of these: each is made once. */
function written(): ReturnType<typeof formatsOf> {
  formats ??= formatsOf(locale());
  return formats;
}

/** Makes ready for numbers and dates what would be made with the first of them. */
export function readyFormats(): void {
  written();
}

export const formatNumber = (value: number): string => written().number.format(value);

export const formatDate = (value: string | Date): string => written().date.format(new Date(value));

export const formatDateTime = (value: string | Date): string =>
  written().dateTime.format(new Date(value));

export const formatDay = (value: string): string =>
  written().day.format(new Date(`${value}T00:00:00Z`));

export function formatPrice(dollars: number): string {
  const style = { style: "currency", currency: "USD", maximumFractionDigits: 0 } as const;
  return dollars.toLocaleString(locale(), style);
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** How long ago, as people say it. */
export function formatAgo(value: string | Date, now = Date.now()): string {
  const seconds = (new Date(value).getTime() - now) / 1000;
  const { ago } = written();
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return ago.format(Math.round(seconds / length), unit);
  }
  return t("time.now");
}
