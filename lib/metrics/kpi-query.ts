import type { SelectQueryBuilder } from "kysely";
import type { Schema } from "../../db/schema/schema";

/**
 * The query of a KPI: `.execute()` gives its rows, and every clause of Kysely can be added, over the database's
 * tables and the one that the KPI is selected from.
 *
 * The KPIs name this type, where TypeScript could work it out: the kernel would do so again in every cell.
 */
export type KpiQuery<Table extends string, Columns, Row> = SelectQueryBuilder<
  Schema & Record<Table, Columns>,
  Table,
  Row
>;
