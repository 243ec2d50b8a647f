import { defaultRules, type Rules } from "../../dataset/rules";

/** A cell that sets the rules, with only the differences from the default startup. */
export function rulesAsTypeScript(rules: Rules): string {
  const fields = Object.entries(differences(rules)).map(([name, value]) => `  ${name}: ${literal(value)},\n`);
  return `const rules = {\n  ...defaultRules,\n${fields.join("")}};\n`;
}

/** A file for the option `--rules`, to save in the project's folder. */
export function rulesAsJson(rules: Rules): string {
  const file = { $schema: "./lib/dataset/rules.schema.json", ...differences(rules) };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function differences(rules: Rules): Partial<Rules> {
  const defaults = Object.entries(defaultRules);
  return Object.fromEntries(
    Object.entries(rules).filter(([name, value]) =>
      defaults.every(([other, same]) => other !== name || JSON.stringify(value) !== JSON.stringify(same)),
    ),
  );
}

/** A value as the project formats it; JSON is TypeScript, apart from the quotes of names. */
function literal(value: unknown): string {
  if (Array.isArray(value) && value.some((item) => typeof item === "object"))
    return `[\n${value.map((item) => `    ${literal(item)},\n`).join("")}  ]`;
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, inner]) => `${name}: ${literal(inner)}`)
    .join(", ")} }`;
}
