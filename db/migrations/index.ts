import type { Migration } from "kysely";
import { dataset } from "./001-dataset";
import { companyMonths } from "./002-company-months";
import { edits } from "./003-edits";
import { monthlyActivity } from "./004-monthly-activity";

/** Every migration by name, applied in the order of the names. A static list: tslab cannot import `.ts` files at run time. */
export const migrations: Record<string, Migration> = {
  "001-dataset": dataset,
  "002-company-months": companyMonths,
  "003-edits": edits,
  "004-monthly-activity": monthlyActivity,
};
