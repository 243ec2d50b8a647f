import { InvalidArgumentError } from "commander";
import { connect } from "../../db/connect";
import { complain, say } from "../../db/process/terminal";
import { importDataset } from "../dataset/import/import-dataset";
import { importFields } from "../dataset/import/match-columns";
import { ImportProblems } from "../dataset/import/problems";
import { count } from "../text/numbers-in-words";
import { parseFile, parseNumber } from "./options";
import { command, endSignal, runCommand } from "./run-command";
import { withTerminalProgress } from "./terminal-progress";

type Names = Readonly<Record<string, string>>;

interface ImportFlags {
  readonly columns?: Names;
  readonly companyColumns?: Names;
  readonly sessionColumns?: Names;
  readonly priceColumns?: Names;
  readonly price?: Readonly<Record<string, number>>;
  readonly timeZone?: string;
  readonly localMonths?: boolean;
  readonly months?: number;
  readonly skipUnknown?: boolean;
  readonly replace?: boolean;
}

const program = command(
  "npm run import",
  "Replaces the dataset with your own data, from CSV (UTF-8, optionally gzipped) or Parquet. Name one file (sessions), two (companies, sessions) or three (companies, sessions, prices). All rows are checked before anything is replaced; if a file has problems, nothing changes.",
)
  .usage("[-- options] [companies] <sessions> [prices]")
  .argument("<files...>", "a session needs a company and a time; the rest is optional")
  .option("--columns <list>", `column names in the files: company_id=customer,created_at=at`, parseNames)
  .option("--company-columns <list>", "the same, for the companies file only", parseNames)
  .option("--session-columns <list>", "the same, for the sessions file only", parseNames)
  .option("--price-columns <list>", "the same, for the prices file only", parseNames)
  .option("--price <size=dollars>", "monthly price of a company size; repeat it for each size", parsePrices)
  .option("--time-zone <name>", "time zone of times that name none, such as Europe/Madrid (default: UTC)")
  .option("--local-months", "use months of this time zone instead of UTC months")
  .option("--months <number>", "number of months (default: up to the last complete one)", parseNumber)
  .option(
    "--skip-unknown",
    "leave out sessions without a company, or of one that is not in the companies file",
  )
  .option("--replace", "replace the rows even if some were imported, added or changed by hand")
  .action(async (names: string[], flags: ImportFlags) => {
    const files = filesOf(names.map(parseFile));
    const { columns, companyColumns, sessionColumns, priceColumns, price, ...options } = flags;
    const db = await connect();
    const signal = endSignal();
    const summary = await withTerminalProgress((onProgress) =>
      importDataset(db, {
        ...files,
        ...options,
        ...(price && { prices: price }),
        columns: {
          ...columns,
          ...(companyColumns && { companies: companyColumns }),
          ...(sessionColumns && { sessions: sessionColumns }),
          ...(priceColumns && { subscriptions: priceColumns }),
        },
        signal,
        onProgress,
      }),
    ).catch(explainProblems);
    if (summary) say([`${summary}`, ...summary.warnings, OWN_COPIES].join("\n"));
  });
void runCommand(program);

const OWN_COPIES =
  "Before you run a notebook on this data, copy it to notebooks/my-….ipynb, which Git ignores; outputs in the others can be committed.";

function filesOf(files: readonly string[]): { companies?: string; sessions: string; subscriptions?: string } {
  const [first = "", second, third, fourth] = files;
  if (fourth !== undefined) program.error(`at most three files, received ${count(files.length)}`);
  if (second === undefined) return { sessions: first };
  return { companies: first, sessions: second, ...(third !== undefined && { subscriptions: third }) };
}

/** Prints all problems, one a line; any other failure is thrown again. */
function explainProblems(thrown: unknown): undefined {
  if (!(thrown instanceof ImportProblems)) throw thrown;
  for (const line of thrown.toLines()) complain(line);
  process.exitCode = 1;
}

/** `company_id=customer,created_at=at`; a name may contain commas and equals signs. */
function parseNames(text: string, before: Names = {}): Names {
  const fields = importFields.join("|");
  const parts = text.split(new RegExp(`,(?=\\s*(?:${fields})=)`)).map((part) => part.trim());
  const names = parts.map((part) => {
    const at = part.indexOf("=");
    if (at < 1 || at === part.length - 1) {
      throw new InvalidArgumentError("Write it as company_id=customer,created_at=at.");
    }
    return [part.slice(0, at), part.slice(at + 1)] as const;
  });
  return { ...before, ...Object.fromEntries(names) };
}

/** `pro=49`; a size may contain equals signs. */
function parsePrices(text: string, before: Readonly<Record<string, number>> = {}) {
  const at = text.lastIndexOf("=");
  const price = text.slice(at + 1).trim();
  if (at < 1 || !/^\d+(?:\.\d+)?$/.test(price)) throw new InvalidArgumentError("Write it as pro=49.");
  return { ...before, [text.slice(0, at)]: Number(price) };
}
