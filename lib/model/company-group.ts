import type { Rules } from "../dataset/rules";
import { activeProbability } from "../dataset/session-distribution";
import type { CompaniesOfSize } from "./companies-of-size";

/** One company size within a group: in a month, a company of the group is of this size and active, with `probability`. */
export interface GroupSize {
  readonly price: number;
  readonly probability: number;
}

/**
 * Companies that are alike as far as is known: each is, independently of the others, of one of the sizes and
 * active, or else not active. The active companies per size of one group are multinomial; groups are independent.
 */
export interface CompanyGroup {
  readonly companies: number;
  readonly sizes: readonly GroupSize[];
}

/**
 * The groups of companies in their month `month`, counted from 1: one group per size, in the order of the rules,
 * where the number of companies of each size is known; a single group of all companies where only their total is.
 */
export function companyGroups(
  rules: Rules,
  month: number,
  companiesOfSize: CompaniesOfSize | undefined,
): readonly CompanyGroup[] {
  const active = rules.sizes.map(({ sessions }) => activeProbability(sessions, month));
  if (companiesOfSize) {
    return rules.sizes.map(({ size, monthlyPrice }, index) => ({
      companies: companiesOfSize[size] ?? 0,
      sizes: [{ price: monthlyPrice, probability: active[index] ?? 0 }],
    }));
  }
  const sizes = rules.sizes.map(({ probability, monthlyPrice }, index) => ({
    price: monthlyPrice,
    probability: probability * (active[index] ?? 0),
  }));
  return [{ companies: rules.companies, sizes }];
}
