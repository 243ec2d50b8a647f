import fc from "fast-check";
import { expect, test } from "vitest";
import { checkRules, MAX_COMPANIES, MAX_MONTHS, MAX_PRICE } from "../../../../lib/dataset/check-rules";
import { defaultRules, type Rules } from "../../../../lib/dataset/rules";
import { type Control, changedRules, controlsOf } from "../../../../lib/notebook/what-if/controls";
import { rulesAsJson, rulesAsTypeScript } from "../../../../lib/notebook/what-if/rules-text";
import { anyRules } from "../../dataset/any-rules";

const limits = { companies: MAX_COMPANIES, price: MAX_PRICE, months: MAX_MONTHS };
const controls = (rules: Rules) => controlsOf(rules, limits);
const changed = (rules: Rules, label: string, value: number) =>
  changedRules(
    rules,
    new Map(controls(rules).flatMap((one) => (named(one) === label ? [[one, value]] : []))),
  );
const named = ({ label, labelEnd }: Control) => `${label}${labelEnd}`;
const [small, large] = defaultRules.sizes;

test("whatever the sliders do, the rules stay valid, and both copies of them say the same", () => {
  fc.assert(
    fc.property(anyRules, fc.array(fc.nat(100)), (rules, moves) => {
      const changes = controls(rules).map(({ slider, ...control }, index): [Control, number] => {
        const steps = Math.round((slider.max - slider.min) / slider.step);
        const step = Math.round((steps * (moves[index] ?? 0)) / 100);
        return [{ slider, ...control }, Number((slider.min + step * slider.step).toFixed(control.decimals))];
      });
      const now = changedRules(rules, new Map(changes.slice(0, moves.length)));
      expect(checkRules(now)).toEqual(now);

      const { $schema: _, ...file } = JSON.parse(rulesAsJson(now));
      expect({ ...defaultRules, ...file }).toEqual(now);
      const cell = rulesAsTypeScript(now).replace("const rules =", "return");
      expect(new Function("defaultRules", cell)(defaultRules)).toEqual(now);
    }),
    { numRuns: 200 },
  );
});

test("only what differs from the default startup is copied, as in the README", () => {
  expect(
    rulesAsTypeScript(changed(defaultRules, "Monthly price of small companies", 24)),
  ).toBe(`const rules = {
  ...defaultRules,
  sizes: [
    { size: "small", probability: 0.7, monthlyPrice: 24, sessions: { base: 5, spread: 5 } },
    { size: "large", probability: 0.3, monthlyPrice: 99, sessions: { base: 10, spread: 10 } },
  ],
};
`);
  expect(rulesAsJson(changed(defaultRules, "Companies in the first month", 700))).toBe(
    '{\n  "$schema": "./lib/dataset/rules.schema.json",\n  "companies": 700\n}\n',
  );
});

test("a rule that is no number stays until its slider is moved: churn of the sessions, a list, growth, different rates", () => {
  const churn = "Churn rate of small companies per month";
  expect(controls(defaultRules).find((one) => named(one) === churn)).toMatchObject({
    initial: 8.3,
    origin: "from the sessions",
    was: "8.3% from the sessions",
  });
  expect(changed(defaultRules, churn, 5).sizes).toEqual([{ ...small, churn: 0.05 }, large]);

  const beta = {
    ...defaultRules,
    sizes: [{ ...small, churn: { mean: 0.08, polarization: 0.2 } }, large],
  } as Rules;
  expect(changed(beta, "Average churn rate of small companies per month", 5).sizes[0]?.churn).toEqual({
    mean: 0.05,
    polarization: 0.2,
  });

  const customers = "New customers per month, from the second month on";
  const growing = { ...defaultRules, newCustomers: { growth: 0.1 } };
  expect(controls(growing).find((one) => named(one) === customers)?.origin).toBe("10.0% growth");
  expect(changed(growing, customers, 7).newCustomers).toBe(7);
  const listed = { ...defaultRules, months: 4, newCustomers: [3, 6, 9] };
  expect(controls(listed).find((one) => named(one) === customers)).toMatchObject({
    initial: 6,
    origin: "average of a list",
  });
  // A list for more months than there are would be refused.
  expect(changed(listed, "Months", 3)).toEqual({ ...listed, months: 3, newCustomers: [3, 6] });
});
