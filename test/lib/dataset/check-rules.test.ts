import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../db/errors/user-error";
import { checkRandomSeed, checkRules } from "../../../lib/dataset/check-rules";
import type { Rules } from "../../../lib/dataset/rules";
import { refusedRules, rulesWith, sizesOf, TEXT, validRules } from "./rules-examples";

test.each(validRules)("%s are valid and come back as they are", (_, rules) => {
  expect(checkRules(rules)).toBe(rules);
});

describe("rules are refused with the sentence", () => {
  test.each(refusedRules.map(([rules, sentence]) => [sentence, rules]))("%s", (sentence, rules) => {
    expect(refusalOf(() => checkRules(rules as Rules))).toBe(sentence);
  });
});

test("anything at all is taken or refused in one sentence", () => {
  const anything = fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true });

  const field = fc.constantFrom("companies", "startMonth", "months", "sizes", "newCustomers");
  fc.assert(
    fc.property(field, anything, (name, value) => {
      try {
        checkRules(rulesWith({ [name]: value }));
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(UserError);
        expect((thrown as Error).message).toMatch(/^rules: .+ must be .+, received .+$/);
      }
    }),
  );
});

test("a value that refers to itself is refused in one sentence", () => {
  const sizes: unknown[] = [];
  sizes.push(sizes, ...sizesOf(20));
  expect(refusalOf(() => checkRules(rulesWith({ sizes })))).toMatch(/^rules: sizes must be .+, received .+$/);
});

test.each(["startup", "1", "x".repeat(200), "a b", "0", "日本"])("the seed %j is valid", (seed) => {
  expect(checkRandomSeed(seed)).toBe(seed);
});

test.each<[unknown, string]>([
  ["", `rules: seed must be ${TEXT} ""`],
  [" a", `rules: seed must be ${TEXT} " a"`],
  ["a\tb", `rules: seed must be ${TEXT} "a\\tb"`],
  ["x".repeat(201), `rules: seed must be ${TEXT} "${"x".repeat(78)}…`],
  [42, `rules: seed must be ${TEXT} 42`],
  [42n, `rules: seed must be ${TEXT} 42n`],
  [null, `rules: seed must be ${TEXT} null`],
  [undefined, `rules: seed must be ${TEXT} undefined`],
  [Symbol("a"), `rules: seed must be ${TEXT} Symbol(a)`],
])("the seed %o is refused in one sentence", (seed, sentence) => {
  expect(refusalOf(() => checkRandomSeed(seed as string))).toBe(sentence);
});

function refusalOf(check: () => unknown): string {
  try {
    check();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(UserError);
    return (thrown as Error).message;
  }
  return "nothing was refused";
}
