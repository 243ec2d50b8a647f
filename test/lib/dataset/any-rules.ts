import fc from "fast-check";
import type { Churn, NewCustomers, Rules, SessionDistribution } from "../../../lib/dataset/rules";

const anyDistribution: fc.Arbitrary<SessionDistribution> = fc.oneof(
  fc
    .integer({ min: 1, max: 12 })
    .chain((base) => fc.record({ base: fc.constant(base), spread: fc.integer({ min: 0, max: base }) })),
  fc
    .tuple(fc.array(fc.nat(9), { maxLength: 5 }), fc.integer({ min: 1, max: 9 }))
    .map(([weights, last]) => ({ weights: [1, ...weights, last] })),
);

const anyMonth = fc
  .tuple(fc.integer({ min: 1970, max: 2999 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, month]) => `${year}-${String(month).padStart(2, "0")}`);

const anyRate = fc.nat(100).map((percent) => percent / 100);

const anyChurn: fc.Arbitrary<Churn> = fc.oneof(
  anyRate,
  fc
    .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 90 }))
    .map(([mean, polarization]) => ({ mean: mean / 100, polarization: polarization / 100 })),
);

const anySizeRules = fc.tuple(
  fc.record({ weight: fc.integer({ min: 1, max: 9 }), cents: fc.nat(100_000), sessions: anyDistribution }),
  fc.record({ churn: anyChurn, reactivation: anyRate }, { requiredKeys: [] }),
);

function anyNewCustomers(months: number): fc.Arbitrary<NewCustomers> {
  return fc.oneof(
    fc.nat(3),
    fc.array(fc.nat(3), { maxLength: months - 1 }),
    fc.nat(20).map((percent) => ({ growth: percent / 100 })),
  );
}

/** Valid rules of a small startup: up to 8 companies in the first month, 14 months and 5 sizes, all with sessions. */
export const anyRules: fc.Arbitrary<Rules> = fc.integer({ min: 1, max: 14 }).chain((months) =>
  fc.record(
    {
      companies: fc.integer({ min: 1, max: 8 }),
      startMonth: anyMonth,
      months: fc.constant(months),
      sizes: fc.array(anySizeRules, { minLength: 1, maxLength: 5 }).map((entries) => {
        const sum = entries.reduce((total, [{ weight }]) => total + weight, 0);
        return entries.map(([{ weight, cents, sessions }, optional], n) => ({
          size: `size ${n}`,
          probability: weight / sum,
          monthlyPrice: cents / 100,
          sessions,
          ...optional,
        }));
      }),
      newCustomers: anyNewCustomers(months),
    },
    { requiredKeys: ["companies", "startMonth", "months", "sizes"] },
  ),
);

/** Valid seeds. */
export const anySeed = fc.string({ minLength: 1, maxLength: 20 }).filter((seed) => seed.trim() === seed);
