import { UserError } from "../../db/errors/user-error";
import { MAX_COMPANIES } from "../dataset/check-rules";
import type { Rules } from "../dataset/rules";

/** How many companies there are of each size, by the name of the size; a size that is not named has none. */
export type CompaniesOfSize = Readonly<Record<string, number>>;

/**
 * Checks numbers of companies per size before any work is done with them.
 *
 * @throws UserError for a size that is not in the rules, and for a number that is not a whole one from 0
 *   to 10,000,000
 */
export function checkCompaniesOfSize(rules: Rules, companiesOfSize: CompaniesOfSize): void {
  const names = rules.sizes.map(({ size }) => size);
  for (const [size, companies] of Object.entries(companiesOfSize)) {
    if (!names.includes(size)) {
      throw new UserError(
        `expected KPIs: companiesOfSize must name sizes of the rules (${names.join(", ")}), received ${size}`,
      );
    }
    if (!Number.isInteger(companies) || companies < 0 || companies > MAX_COMPANIES) {
      throw new UserError(
        `expected KPIs: companiesOfSize.${size} must be an integer from 0 to ${MAX_COMPANIES.toLocaleString("en-US")}, received ${companies}`,
      );
    }
  }
}
