import type { Kysely } from "kysely";
import type { Schema } from "../../db/schema/schema";

/** Whether the database holds a dataset. */
export async function hasDataset(db: Kysely<Schema>): Promise<boolean> {
  return (await db.selectFrom("dataset").select("dataset_id").executeTakeFirst()) !== undefined;
}
