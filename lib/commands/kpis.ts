import { command, runCommand } from "../../db/commands/run-command";
import { connect } from "../../db/connect";
import { ExplainedError } from "../../db/explained-error";
import { snapshot } from "../../db/snapshot";
import { say } from "../../db/terminal";
import { customersLostPerMonth } from "../kpis/customers-lost-per-month";
import { revenuePerMonth } from "../kpis/revenue-per-month";
import { sessionsPerMonth } from "../kpis/sessions-per-month";
import { textTable } from "../notebook/text-table";

const program = command("npm run kpis", "Prints the three KPIs per month and company size.");
program.option("--json", "as one JSON object").action(async ({ json }: { json?: boolean }) => {
  const kpis = await snapshot(await connect(), async (db) => ({
    sessionsPerMonth: await sessionsPerMonth(db).execute(),
    customersLostPerMonth: await customersLostPerMonth(db).execute(),
    revenuePerMonth: await revenuePerMonth(db).execute(),
  }));
  if (kpis.sessionsPerMonth.length === 0) {
    throw new ExplainedError("kpis: the database contains no dataset; run `npm run seed` first");
  }
  say(json ? JSON.stringify(kpis, null, 2) : describe(kpis));
});
void runCommand(program);

function describe(kpis: Record<string, readonly object[]>): string {
  const titles = ["Sessions per month", "Customers lost per month", "Revenue per month, US dollars"];
  return Object.values(kpis)
    .map((rows, index) => `${titles[index]}\n\n${textTable(rows)}`)
    .join("\n\n");
}
