import { connect } from "../../db/connect";
import { UserError } from "../../db/errors/user-error";
import { say } from "../../db/process/terminal";
import { snapshot } from "../../db/transaction/snapshot";
import { churnedCustomersPerMonth } from "../metrics/churned-customers-per-month";
import { mrrPerMonth } from "../metrics/mrr-per-month";
import { sessionsPerMonth } from "../metrics/sessions-per-month";
import { textTable } from "../text/text-table";
import { command, runCommand } from "./run-command";

const program = command("npm run kpis", "Prints the three KPIs per month and company size.");
program.option("--json", "as one JSON object").action(async ({ json }: { json?: boolean }) => {
  const kpis = await snapshot(await connect(), async (db) => ({
    sessionsPerMonth: await sessionsPerMonth(db).execute(),
    churnedCustomersPerMonth: await churnedCustomersPerMonth(db).execute(),
    mrrPerMonth: await mrrPerMonth(db).execute(),
  }));
  if (kpis.sessionsPerMonth.length === 0) {
    throw new UserError("kpis: the database contains no dataset; run `npm run seed` first");
  }
  say(json ? JSON.stringify(kpis, null, 2) : describe(kpis));
});
void runCommand(program);

function describe(kpis: Record<string, readonly object[]>): string {
  const titles = ["Sessions per month", "Churned customers per month", "MRR per month, US dollars"];
  return Object.values(kpis)
    .map((rows, index) => `${titles[index]}\n\n${textTable(rows)}`)
    .join("\n\n");
}
