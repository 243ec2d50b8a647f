import fc from "fast-check";
import type { Rules, SessionDistribution } from "../../../lib/dataset/rules";

const anyLaw: fc.Arbitrary<SessionDistribution> = fc
  .integer({ min: 1, max: 12 })
  .chain((base) => fc.record({ base: fc.constant(base), spread: fc.integer({ min: 0, max: base }) }));

const anyMonth = fc
  .tuple(fc.integer({ min: 1970, max: 2999 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, month]) => `${year}-${String(month).padStart(2, "0")}`);

/** Valid rules of a small startup: up to 8 companies, 14 months and 5 sizes, all with sessions. */
export const anyRules: fc.Arbitrary<Rules> = fc.record({
  companies: fc.integer({ min: 1, max: 8 }),
  startMonth: anyMonth,
  months: fc.integer({ min: 1, max: 14 }),
  sizes: fc
    .array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(100_000), anyLaw), { minLength: 1, maxLength: 5 })
    .map((entries) => {
      const sum = entries.reduce((total, [weight]) => total + weight, 0);
      return entries.map(([weight, cents, sessions], n) => ({
        size: `size ${n}`,
        probability: weight / sum,
        monthlyPrice: cents / 100,
        sessions,
      }));
    }),
});

/** Valid seeds. */
export const anySeed = fc.string({ minLength: 1, maxLength: 20 }).filter((seed) => seed.trim() === seed);
