// Elements with two classes that say something different of the same property in the same case, so that
// the order of the style sheet decides and not who wrote them. What `usual:` marks is not asked, nor
// what leaves the word to another class, as `border` does to `border-dashed` by `--tw-border-style`.
() => {
  const said = new Map();
  const note = (selector, declarations, condition) => {
    const [, name, state] = /^\.((?:\\.|[\w-])+)([^\s>+~]*)$/.exec(selector) ?? [];
    if (name === undefined) return;
    const known = said.get(name.replace(/\\(.)/g, "$1")) ?? new Map();
    for (const declaration of declarations.split(";")) {
      const [property, value] = declaration.split(/:(.*)/s).map((part) => part?.trim());
      if (!property || property.startsWith("--") || value.startsWith("var(--tw-")) continue;
      known.set(`${condition}${state} ${property}`, value);
    }
    said.set(name.replace(/\\(.)/g, "$1"), known);
  };
  const read = (rules, condition) => {
    for (const rule of rules) {
      for (const selector of rule.selectorText?.split(/,\s*(?![^(]*\))/) ?? []) {
        note(selector, rule.style.cssText, condition);
      }
      if (rule.cssRules?.length) read(rule.cssRules, `${condition}${rule.conditionText ?? ""} `);
    }
  };
  for (const sheet of document.styleSheets) read(sheet.cssRules, "");
  const found = new Set();
  for (const { classList } of document.querySelectorAll("[class]")) {
    const by = new Map();
    for (const name of classList) {
      for (const [what, value] of said.get(name) ?? []) {
        const [other, before] = by.get(what) ?? [name, value];
        if (before !== value) found.add(`${other} ${name}:${what}`);
        by.set(what, [name, value]);
      }
    }
  }
  return [...found];
};
