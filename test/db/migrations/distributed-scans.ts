/** What a plan of Citus asks of the shards of a table. */
export interface DistributedScan {
  /** Shards that are asked. */
  readonly tasks: number;
  /** Rows that came back from all of them. */
  readonly rows: number;
  /** The tables that one of the tasks reads, without the number of the shard. */
  readonly tables: readonly string[];
}

/** Every request to the nodes in the plan of a query that `explain (analyze, format json)` gave. */
export function distributedScans(plan: unknown): DistributedScan[] {
  if (typeof plan !== "object" || plan === null) return [];
  const node = plan as { "Actual Rows"?: number; "Distributed Query"?: { Job?: { "Task Count": number } } };
  const job = node["Distributed Query"]?.Job;
  const found = job
    ? [{ tasks: job["Task Count"], rows: node["Actual Rows"] ?? 0, tables: tablesOf(job) }]
    : [];
  return [...found, ...Object.values(plan).flatMap(distributedScans)];
}

function tablesOf(plan: unknown): string[] {
  if (typeof plan !== "object" || plan === null) return [];
  const { "Relation Name": name } = plan as { "Relation Name"?: string };
  const found = name ? [name.replace(/_\d+$/, "")] : [];
  return [...found, ...Object.values(plan).flatMap(tablesOf)];
}
