import { type Database, kyselyOn } from "../../../db/connection/database";
import { inWords, messageOf, UserError } from "../../../db/errors/user-error";
import { inSnapshot } from "../../../db/transaction/snapshot";
import { editedTables } from "../../dataset/load/refuse-edits";
import { currentDataset, hasDataset } from "../../dataset/record";
import type { Startup } from "./write-reports";

/**
 * The startup whose dataset the database contains, for a report of it.
 *
 * @returns `undefined` if the database contains no dataset
 * @throws UserError if rows were added or changed by hand, which a report would leave out: the notebooks run on
 *   a dataset that is made anew
 */
export async function recordedStartup(db: Database, signal: AbortSignal): Promise<Startup | undefined> {
  const reading = inSnapshot(db, signal, async (client) => {
    const edited = await editedTables(client);
    if (edited.length > 0) {
      throw new UserError(
        `report: it shows generated rows only, and ${inWords(edited)} ${edited.length === 1 ? "was" : "were"} changed by hand; describe a startup with --companies, --months, --start and --seed, or set DATABASE_URL to another database`,
      );
    }
    const db = kyselyOn(client);
    return (await hasDataset(db)) ? await currentDataset(db) : undefined;
  });
  return await reading.catch((cause) => {
    throw signal.aborted ? new UserError(`report: ${messageOf(signal.reason)}`, { cause }) : cause;
  });
}
