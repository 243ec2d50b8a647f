import { inspect } from "node:util";
import { expect, test } from "vitest";
import { ruleRow } from "../../../../lib/dataset/verify/check-row";
import { Verification } from "../../../../lib/dataset/verify/verification";

const digits = "0123456789abcdef".repeat(4);
const kept = ruleRow("fingerprint is the recorded one", true, digits);
const broken = ruleRow("counts are the recorded ones", false, "1 company and 2 recorded");
const churn = {
  check: "churn, small",
  passed: true,
  test: "chi-square, 12 df",
  statistic: 7.3499,
  pValue: 0.8336,
  detail: "12 months",
};

test("it passes where all rules hold, and says in one sentence how many", () => {
  const verification = new Verification([kept, churn], []);

  expect(verification.passed).toBe(true);
  expect(verification.verdict).toBe(
    "All 2 rules hold; the statistical ones at a level of 0.001 for all together.",
  );
});

test("one broken rule is enough to fail, and is counted", () => {
  const verification = new Verification([kept, broken, churn], []);

  expect(verification.passed).toBe(false);
  expect(verification.verdict).toBe("1 of 3 rules is broken.");
});

test("its table begins with what is broken, shortens fingerprints, and leaves empty what only statistical rules have", () => {
  const { table } = new Verification([kept, broken, churn], []);

  expect(table).toEqual([
    {
      rule: "counts are the recorded ones",
      result: "BROKEN",
      test: "",
      statistic: "",
      p: "",
      detail: "1 company and 2 recorded",
    },
    {
      rule: "fingerprint is the recorded one",
      result: "holds",
      test: "",
      statistic: "",
      p: "",
      detail: "0123456789ab…",
    },
    {
      rule: "churn, small",
      result: "holds",
      test: "chi-square, 12 df",
      statistic: "      7.3",
      p: "0.834",
      detail: "12 months",
    },
  ]);
});

test("two fingerprints in a detail are both shortened, and longer words are not", () => {
  const details = [`${digits}, and ${digits} recorded`, `${digits}0`, `x${digits}`, "0123456789ab"];
  const { table } = new Verification(
    details.map((detail) => ruleRow("rule", false, detail)),
    [],
  );

  expect(table.map(({ detail }) => detail)).toEqual([
    "0123456789ab…, and 0123456789ab… recorded",
    ...details.slice(1),
  ]);
});

test("as text and as the last expression of a cell it reads as its table and its verdict", () => {
  const verification = new Verification([broken], []);

  expect(String(verification)).toMatch(
    /^rule +result +test +statistic +p +detail\n(-.*\n)?counts are the recorded ones +BROKEN +1 company and 2 recorded\n\n1 of 1 rule is broken\.$/,
  );
  expect(inspect(verification)).toBe(String(verification));
});
