import { count } from "../../text/numbers-in-words";
import { type CheckRow, ruleRow } from "./check-row";

/** How many of those who break a rule are named. */
export const NAMED = 3;

/** Who breaks a rule: the first few, and how many in all. */
export class Breaches {
  readonly #named: string[] = [];
  #total = 0;

  add(companyId: number | null, found: string): void {
    this.#total += 1;
    if (this.#named.length < NAMED)
      this.#named.push(companyId === null ? found : `company ${companyId}: ${found}`);
  }

  /** @param total how many there are, if not all were added */
  row(check: string, table: string, total = this.#total): CheckRow {
    if (total === 0) return ruleRow(check, true, `all ${table}`);
    const more = total > this.#named.length ? `; … ${count(total)} in all` : "";
    return ruleRow(check, false, this.#named.join("; ") + more);
  }
}
