/** The addresses in a text, as people paste them: by line, comma or semicolon, with names around. */
export function addressesIn(text: string): string[] {
  const found = text
    .split(/[\n,;]+/)
    .map((part) => /<([^<>]+)>/.exec(part)?.[1] ?? part)
    .map((part) => part.trim())
    .filter(Boolean);
  return [...new Set(found)];
}
