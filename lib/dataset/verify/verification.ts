import { inspect } from "node:util";
import { counted, formatPValue } from "../../text/numbers-in-words";
import { textTable } from "../../text/text-table";
import type { CheckRow } from "./check-row";
import { FAMILY_LEVEL, type TestRow } from "./statistical-rows";

/**
 * Whether a dataset keeps its rules, rule by rule. As the last expression of a cell, and in the terminal,
 * it reads as a table.
 */
export class Verification {
  constructor(
    /** One row per rule: first those that single rows can break, then the statistical ones. */
    readonly rows: readonly CheckRow[],
    /** The single tests that the statistical rules are made of, one row per test; those per month by month. */
    readonly tests: readonly TestRow[],
  ) {}

  /** Whether all rules are kept. */
  get passed(): boolean {
    return this.rows.every(({ passed }) => passed);
  }

  /** The rules as a table to read, one row per rule, the broken ones first. */
  get table() {
    return [...this.rows].sort((a, b) => Number(a.passed) - Number(b.passed)).map(displayed);
  }

  /** The result in one sentence. */
  get verdict(): string {
    const broken = this.rows.filter(({ passed }) => !passed).length;
    const rules = counted(this.rows.length, "rule");
    if (broken > 0) return `${broken} of ${rules} ${broken === 1 ? "is" : "are"} broken.`;
    return `All ${rules} hold; the statistical ones at a level of ${FAMILY_LEVEL} for all together.`;
  }

  toString(): string {
    return `${textTable(this.table)}\n\n${this.verdict}`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

function displayed({ check, passed, test, statistic, pValue, detail }: CheckRow) {
  return {
    rule: check,
    result: passed ? "holds" : "BROKEN",
    test: test ?? "",
    statistic: statistic?.toFixed(1).padStart(9) ?? "",
    p: pValue === undefined ? "" : formatPValue(pValue),
    // A whole fingerprint would take the width of the table; `rows` has it.
    detail: detail.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, "$1…"),
  };
}
