import { createCompanyGenerator, generateCompany } from "../lib/dataset/company-generator";
import { bySize, type Rules } from "../lib/dataset/rules";
import type { FitCounts } from "../lib/model/fit/fit-counts";

/** A company as the counts see it: its size, its sign-up month, counted from 0, and its sessions in each month from then on. */
export interface CountedCompany {
  readonly size: string;
  readonly signUpMonth: number;
  readonly sessionCounts: readonly number[];
}

/** The companies of a generator. */
export function generatedCounts(rules: Rules, randomSeed: string): CountedCompany[] {
  const generator = createCompanyGenerator(rules, randomSeed);
  return Array.from({ length: generator.companies }, (_, n) => {
    const { size, signUpMonth, sessionCounts } = generateCompany(generator, n + 1);
    return { size, signUpMonth, sessionCounts };
  });
}

/** What the SQL counts of a generated startup. */
export function generatedFitCounts(rules: Rules, randomSeed: string): FitCounts {
  return fitCountsOf(rules, generatedCounts(rules, randomSeed));
}

/** What the SQL counts of companies for `fitRules`, counted one by one and without a database. */
export function fitCountsOf(rules: Rules, companies: readonly CountedCompany[]): FitCounts {
  const sizes = [...rules.sizes].sort(bySize).map(({ size, monthlyPrice }) => ({
    company_size: size,
    monthly_price: monthlyPrice,
    lifeTable: Array.from({ length: rules.months }, () => ({ at_risk: 0, churned: 0 })),
    gone_months: 0,
    returns: 0,
    activeMonths: [] as number[],
  }));
  const signUps = Array.from({ length: rules.months }, () => 0);
  for (const { size, signUpMonth, sessionCounts } of companies) {
    const counts = sizes.find(({ company_size }) => company_size === size);
    if (!counts) throw new Error(`no size ${size}`);
    signUps[signUpMonth] = (signUps[signUpMonth] ?? 0) + 1;
    let hasChurned = false;
    for (let tenure = 0; signUpMonth + tenure < rules.months; tenure += 1) {
      const sessions = sessionCounts[tenure] ?? 0;
      const isGone = tenure > 0 && (sessionCounts[tenure - 1] ?? 0) === 0;
      const atTenure = counts.lifeTable[tenure];
      if (atTenure && !hasChurned) {
        atTenure.at_risk += 1;
        if (sessions === 0) atTenure.churned += 1;
      }
      if (isGone) counts.gone_months += 1;
      if (isGone && sessions > 0) counts.returns += 1;
      if (sessions === 0) hasChurned = true;
      else {
        while (counts.activeMonths.length < sessions) counts.activeMonths.push(0);
        counts.activeMonths[sessions - 1] = (counts.activeMonths[sessions - 1] ?? 0) + 1;
      }
    }
  }
  return { startMonth: rules.startMonth, signUps, sizes };
}
