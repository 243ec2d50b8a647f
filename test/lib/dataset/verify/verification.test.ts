import { inspect } from "node:util";
import { expect, test } from "vitest";
import { ruleRow, Verification } from "../../../../lib/dataset/verify/verification";

const digits = "0123456789abcdef".repeat(4);
const kept = ruleRow("fingerprint matches the record", true, digits);
const broken = ruleRow("counts match the record", false, "1 company (2 recorded)");
const churn = {
  check: "churn, small",
  passed: true,
  test: "chi-square, 12 df",
  statistic: 7.3499,
  pValue: 0.8336,
  detail: "12 months",
};

test("it passes if all checks pass, and says in one sentence how many", () => {
  const verification = new Verification([kept, churn]);

  expect(verification.passed).toBe(true);
  expect(verification.verdict).toBe(
    "All 2 checks pass; the distribution tests have a joint significance level of 0.001.",
  );
});

test("one failed check is enough to fail, and is counted", () => {
  const verification = new Verification([kept, broken, churn]);

  expect(verification.passed).toBe(false);
  expect(verification.verdict).toBe("1 of 3 checks fails.");
});

test("its table begins with what fails, shortens fingerprints, and leaves empty what only tests have", () => {
  const { table } = new Verification([kept, broken, churn]);

  expect(table).toEqual([
    {
      check: "counts match the record",
      result: "FAILS",
      test: "",
      statistic: "",
      p: "",
      detail: "1 company (2 recorded)",
    },
    {
      check: "fingerprint matches the record",
      result: "passes",
      test: "",
      statistic: "",
      p: "",
      detail: "0123456789ab…",
    },
    {
      check: "churn, small",
      result: "passes",
      test: "chi-square, 12 df",
      statistic: "      7.3",
      p: "0.834",
      detail: "12 months",
    },
  ]);
});

test("two fingerprints in a detail are both shortened, and longer words are not", () => {
  const details = [`${digits}, and ${digits} recorded`, `${digits}0`, `x${digits}`, "0123456789ab"];
  const { table } = new Verification(details.map((detail) => ruleRow("rule", false, detail)));

  expect(table.map(({ detail }) => detail)).toEqual([
    "0123456789ab…, and 0123456789ab… recorded",
    ...details.slice(1),
  ]);
});

test("as text and as the last expression of a cell it reads as its verdict, after its table if a check fails", () => {
  expect(String(new Verification([kept]))).toBe(new Verification([kept]).verdict);

  const verification = new Verification([broken]);
  expect(String(verification)).toMatch(
    /^check +result +test +statistic +p +detail\n(-.*\n)?counts match the record +FAILS +1 company \(2 recorded\)\n\n1 of 1 check fails\.$/,
  );
  expect(inspect(verification)).toBe(String(verification));
});
