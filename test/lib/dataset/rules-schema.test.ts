import fs from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import fc from "fast-check";
import { expect, test } from "vitest";
import { projectRoot } from "../../../db/process/project-root";
import { checkRules } from "../../../lib/dataset/check-rules";
import { defaultRules } from "../../../lib/dataset/rules";
import schema from "../../../lib/dataset/rules.schema.json";
import { anyRules } from "./any-rules";
import { refusedRules, validRules } from "./rules-examples";

const accepts = new Ajv({ allErrors: true }).compile(schema);

/** Rules that relate several numbers, or whose check depends on decimals. */
const BEYOND_A_SCHEMA = [
  /probabilities of the sizes must be numbers that add up to 1/,
  /sizes must be unique by size/,
  /must be dollars and whole cents/,
  /sessions\.spread of .* must be an integer from 0 to its base/,
  /sessions of .* must be able to be 1 or more/,
  /newCustomers must be a list of at most \d+ numbers/,
  /companies and newCustomers must be at most/,
];

const [small, large] = defaultRules.sizes;

/** Rules in which every rule occurs, in each form that it has. */
const everyForm = [20, [1, 2], { growth: 0.1 }].map((newCustomers) => ({
  ...defaultRules,
  newCustomers,
  sizes: [
    { ...small, churn: 0.03, reactivation: 0.1 },
    { ...large, sessions: { weights: [1, 2] }, churn: { mean: 0.05, polarization: 0.1 } },
  ],
}));

/** Of all types, and at both ends of each range. */
const oddValues = [
  [undefined, null, true, "", " ", "a ", "all", "small", "x".repeat(200), "x".repeat(201), "\ud800", "a\nb"],
  [
    "1970-01",
    "2999-12",
    "1969-12",
    "3000-01",
    "2025-13",
    "2025-1",
    [],
    {},
    [0],
    [1, -1],
    [1.5],
    [1e9],
    ["1"],
  ],
  [Array(479).fill(1), Array(480).fill(1), Array(2001).fill(1), Array(2002).fill(1)],
  [{ growth: 11 }, { weights: [0] }, { base: 1 }, { base: 1001, spread: 1 }, { mean: 0.5, polarization: 1 }],
  [-1, -0.001, 0, 0.00009, 0.0001, 0.0009, 0.001, 0.5, 0.9, 0.91, 0.9999, 0.99991, 1, 1.001, 1.5, 10, 10.1],
  [479, 480, 481, 1000, 1001, 1_000_000, 1_000_001, 10_000_000, 10_000_001, 1e9, 1e9 + 1, 1e300],
].flat(1);

/** What `checkRules` says of a rules file with this content; nothing if it is valid. */
function refusal(content: object): string {
  try {
    checkRules({ ...defaultRules, ...content });
    return "";
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

/** The content of a file: without `undefined`, and without numbers that JSON has not. */
function copied(rules: object): object {
  return JSON.parse(JSON.stringify(rules, (_, value) => (typeof value === "bigint" ? String(value) : value)));
}

const read = (file: string) => fs.readFileSync(path.join(projectRoot, file), "utf8");

const sayable = (sentence: string) => !BEYOND_A_SCHEMA.some((rule) => rule.test(sentence));

test.each(validRules)("the schema accepts %s", (_, rules) => {
  expect([accepts(copied(rules)), accepts.errors]).toEqual([true, null]);
});

test("the schema accepts rules of which some are left out, and a `$schema`", () => {
  expect(accepts({})).toBe(true);
  expect(accepts({ $schema: "./lib/dataset/rules.schema.json", newCustomers: 20 })).toBe(true);
});

test("the file of rules in the README is accepted, and valid", () => {
  const [, block = ""] = /```json\n(.*?)```/s.exec(read("README.md")) ?? [];
  const { $schema, ...rules } = JSON.parse(block);
  expect(accepts({ $schema, ...rules })).toBe(true);
  expect(refusal(rules)).toBe("");
  expect(path.join(projectRoot, $schema)).toBe(path.join(projectRoot, "lib/dataset/rules.schema.json"));
});

const refusedContents = refusedRules.flatMap(([rules]) => {
  if (typeof rules !== "object" || rules === null) return [];
  const content = copied(rules);
  const sentence = refusal(content);
  return sentence && sayable(sentence) ? [[sentence, content] as const] : [];
});

test("nearly all refused examples are for the schema to refuse", () => {
  expect(refusedContents.length).toBeGreaterThan(60);
});

test.each(refusedContents)("the schema refuses too what is refused with %s", (_, content) => {
  expect(accepts(content)).toBe(false);
});

test("any rules are accepted", () => {
  fc.assert(fc.property(anyRules, (rules) => accepts(copied(rules))));
});

test("with any value in any one place, the schema refuses what is refused with a sentence that it can say", () => {
  const compared = everyForm.flatMap((rules) =>
    placesIn(rules).flatMap((_, place) => oddValues.map((value) => changed(rules, place, value))),
  );
  for (const content of compared) {
    const sentence = refusal(content);
    if (sayable(sentence))
      expect([content, sentence, accepts(content)]).toEqual([content, sentence, !sentence]);
  }
  expect(compared.length).toBeGreaterThan(3000);
});

test("the defaults are those of the default startup", () => {
  const { companies, startMonth, months, sizes, newCustomers } = schema.properties;
  expect({
    companies: companies.default,
    startMonth: startMonth.default,
    months: months.default,
    sizes: sizes.default,
  }).toEqual(defaultRules);
  expect(refusal({ newCustomers: newCustomers.default })).toBe("");
});

test("the schema describes every rule, in the words of its docstring", () => {
  const source = read("lib/dataset/rules.ts");
  const fields = [...source.matchAll(/\/\*\*((?:(?!\*\/).)*)\*\/\s+readonly (\w+)\??:/gs)];
  const documented = fields.map(([, text = "", name]) => `${name}: ${oneLine(text)}`);
  expect(described(schema).sort()).toEqual(documented.sort());
});

/** The properties of a schema at any depth with their descriptions, without `$schema`. */
function described(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  const { properties = {} } = node as { properties?: Record<string, { description: string }> };
  const own = Object.entries(properties).map(([name, { description }]) => `${name}: ${description}`);
  return [...own, ...Object.values(node).flatMap(described)].filter((line) => !line.startsWith("$schema"));
}

function oneLine(comment: string): string {
  return comment
    .replace(/^ *\* /gm, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** The rules with another value in one place. */
function changed(rules: object, place: number, value: unknown): object {
  const content = copied(rules);
  const spot = placesIn(content)[place];
  if (spot) Object.assign(spot.holder, { [spot.key]: value });
  return copied(content);
}

/** Each field and list item at any depth, and one field more of each object. */
function placesIn(value: unknown): { readonly holder: object; readonly key: string }[] {
  if (typeof value !== "object" || value === null) return [];
  const own = [...Object.keys(value), "strange"].map((key) => ({ holder: value, key }));
  return [...own, ...Object.values(value).flatMap(placesIn)];
}
