import path from "node:path";
import { SESSIONS_PER_COMPANY } from "../../../db/schema/schema";
import { count } from "../../text/numbers-in-words";
import { literalText } from "../../text/text-table";
import type { ImportedFile } from "../record";
import { CompanyList } from "./company-list";
import { readCsv } from "./csv-file";
import { exportedHorizon } from "./exported-horizon";
import { findHorizon, type Horizon } from "./horizon";
import { describeCounts, describeTimes, type ImportCounts, keepCompanies } from "./import-counts";
import type { ImportSource } from "./import-source";
import { inQuotes, inShell } from "./match-columns";
import { readParquet } from "./parquet-file";
import { type Problem, Problems } from "./problems";
import { parsePrice } from "./read-cells";
import {
  companyRows,
  type Prices,
  priceRows,
  type ReadContext,
  type SessionFacts,
  sessionRows,
} from "./read-rows";
import { SessionSpool } from "./session-spool";
import type { SortedSessions } from "./sorted-sessions";
import { findTable, type OpenTable, type TableFile } from "./table-file";
import { TimeParser } from "./time-parser";
import { TimeZone } from "./time-zone";

/** The files of a startup, read and checked. */
export interface PreparedImport extends Horizon {
  readonly companies: CompanyList;
  /** Whether a company belongs to the dataset, by its number in `companies`. */
  readonly isKept: readonly boolean[];
  readonly sessions: SortedSessions;
  /** In the order of the names' UTF-8 bytes; prices are in whole cents, and all or none are known. */
  readonly subscriptions: readonly { readonly size: string; readonly cents: number | undefined }[];
  readonly files: readonly ImportedFile[];
  readonly timeZone: string;
  readonly localMonths: boolean;
  readonly counts: ImportCounts;
  readonly warnings: readonly string[];
}

interface PrepareOptions {
  /** Private and empty; the caller removes it once the sessions have been read. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Receives the share of the work that is done, 0 to 1. */
  readonly onProgress: (step: "reading" | "sorting", fraction: number) => void;
}

/**
 * Reads the files of a startup and checks all of their rows.
 *
 * @param source checked, see `checkSource`
 * @throws ImportProblems with all problems of the files
 */
export async function prepareImport(source: ImportSource, options: PrepareOptions): Promise<PreparedImport> {
  return await new Preparation(source, options).run();
}

const US_PER_DAY = 86_400_000_000;
/** The most sessions of a company, limited by session ids. */
const MAX_SESSIONS = SESSIONS_PER_COMPANY - 1;

class Preparation {
  readonly #source: ImportSource;
  readonly #options: PrepareOptions;
  readonly #zone: TimeZone;
  readonly #problems = new Problems();
  readonly #companies = new CompanyList();
  readonly #prices: Prices;
  readonly #facts: SessionFacts = {
    beforeSignUp: 0,
    ofUnknownCompanies: 0,
    latest: Number.NEGATIVE_INFINITY,
    haveIds: false,
    haveSeconds: false,
    long: 0,
    days: new Set(),
  };
  readonly #headers: (readonly string[])[] = [];
  readonly #warnings: string[] = [];

  constructor(source: ImportSource, options: PrepareOptions) {
    this.#source = source;
    this.#options = options;
    this.#zone = new TimeZone(source.timeZone ?? "UTC");
    const prices = Object.entries(source.prices ?? {});
    this.#prices = new Map(prices.map(([size, price]) => [size.trim(), parsePrice(String(price))]));
  }

  async run(): Promise<PreparedImport> {
    const spool = new SessionSpool(this.#options.folder);
    try {
      const files = await this.#readAll(spool);
      const subscriptions = this.#subscriptions();
      const { sessions: file, localMonths } = this.#source;
      const exported = localMonths ? undefined : await exportedHorizon(file, files);
      const horizon = this.#horizon(exported);
      this.#problems.throwIfAny();
      if (!horizon) throw new RangeError("there are no months, and nothing is wrong");
      const { sessionCounts } = this.#companies;
      const sessions = await spool.sort(sessionCounts, {
        end: horizon.end,
        keepsDuplicates: !this.#facts.haveIds && !this.#facts.haveSeconds,
        onSorted: (companies) => {
          this.#options.signal.throwIfAborted();
          this.#options.onProgress("sorting", companies / sessionCounts.length);
        },
      });
      const { isKept, counts } = keepCompanies(this.#companies, sessions, this.#facts, horizon);
      return {
        ...horizon,
        companies: this.#companies,
        isKept,
        sessions,
        subscriptions,
        files,
        timeZone: this.#zone.name,
        localMonths: this.#source.localMonths ?? false,
        counts,
        warnings: [
          ...this.#warnings,
          ...describeCounts(counts, horizon, (this.#source.months ?? exported) !== undefined),
          ...describeTimes(this.#facts),
        ],
      };
    } finally {
      spool.close();
    }
  }

  async #readAll(spool: SessionSpool): Promise<ImportedFile[]> {
    const { companies, sessions, subscriptions, skipUnknown = false } = this.#source;
    const tables: (TableFile | undefined)[] = [];
    for (const file of [companies, sessions, subscriptions]) {
      tables.push(file === undefined ? undefined : await findTable(file, this.#problems));
    }
    const [companyFile, sessionFile, priceFile] = tables;
    const total = tables.reduce((sum, file) => sum + (file?.bytes ?? 0), 0);
    let bytesRead = 0;
    const onBytes = (bytes: number) => {
      bytesRead += bytes;
      this.#options.onProgress("reading", bytesRead / total);
    };
    const context = this.#context();
    const read = async (file: TableFile | undefined, rows: (name: string) => OpenTable) => {
      const options = { problems: this.#problems, signal: this.#options.signal, onBytes };
      if (!file) return [];
      const readFile = file.format === "parquet" ? readParquet : readCsv;
      return [await readFile(file, rows(file.name), options)];
    };
    const companyRead = await read(companyFile, (name) => companyRows(name, this.#companies, context));
    // If the file of companies cannot be read, no company can be called unknown.
    const isComplete = this.#companies.length > 0;
    const into = { companies: this.#companies, spool };
    const sessionRead = await read(sessionFile, (name) =>
      sessionRows(name, into, { isComplete, skipUnknown }, context, this.#facts),
    );
    const priceRead = await read(priceFile, (name) => priceRows(name, this.#prices, context));
    this.#checkColumnNames();
    return [...companyRead, ...sessionRead, ...priceRead];
  }

  #context(): ReadContext {
    return {
      problems: this.#problems,
      columns: this.#source.columns ?? {},
      times: new TimeParser(this.#zone, this.#source.localMonths ?? false),
      onHeader: (file, header, unused) => {
        this.#headers.push(header);
        if (unused.length === 0) return;
        const columns = unused.length > 1 ? "columns" : "column";
        this.#warnings.push(`${file}: not used: ${columns} ${inQuotes(unused)}`);
      },
    };
  }

  /** A name given for all files must exist in one of them. */
  #checkColumnNames(): void {
    const { companies, sessions, subscriptions } = this.#source;
    const files = [companies, sessions, subscriptions].filter((file) => file !== undefined);
    // A file that cannot be read may have the column.
    if (this.#headers.length < files.length) return;
    for (const [field, name] of Object.entries(this.#source.columns ?? {})) {
      if (typeof name !== "string" || this.#headers.some((header) => header.includes(name))) continue;
      this.#refuse({ rule: `no file has the column ${literalText(name)}, named for ${field}` });
    }
  }

  /** The sizes and their prices: all of them known, or none. */
  #subscriptions(): PreparedImport["subscriptions"] {
    const { sizeNames } = this.#companies;
    const known = [...this.#prices.values()].some((cents) => cents !== undefined);
    const sizes = [...new Set([...sizeNames, ...this.#prices.keys()])];
    const { prices, companies, sessions, subscriptions = companies ?? sessions } = this.#source;
    for (const size of sizes) {
      if (known && this.#prices.get(size) === undefined) {
        const way = `prices: { ${JSON.stringify(size)}: 49 } (in a terminal: --price ${inShell(`${size}=49`)})`;
        const rule = `each company size must have a price if one has; name it with ${way}`;
        this.#refuse({ value: size, rule }, subscriptions);
      }
      if (prices && !sizeNames.includes(size)) {
        this.#refuse({ value: size, rule: "prices must be those of sizes that companies have" }, companies);
      }
    }
    return sizes
      .map((size) => ({ size, cents: this.#prices.get(size) }))
      .sort((a, b) => Buffer.compare(Buffer.from(a.size), Buffer.from(b.size)));
  }

  /**
   * The months of the dataset; undefined if it has none, which is then reported as a problem.
   *
   * @param exported the months of the export that the files belong to
   */
  #horizon(exported: Horizon | undefined): Horizon | undefined {
    const companies = this.#companies;
    let first = Number.POSITIVE_INFINITY;
    let firstSession = Number.POSITIVE_INFINITY;
    for (let company = 0; company < companies.length; company += 1) {
      firstSession = Math.min(firstSession, companies.firstSessions[company] ?? firstSession);
      first = Math.min(first, companies.signUpOf(company), firstSession);
      if ((companies.sessionCounts[company] ?? 0) <= MAX_SESSIONS) continue;
      const rule = `a company must have at most ${count(MAX_SESSIONS)} sessions`;
      this.#refuse({ value: companies.ids[company] ?? "", rule });
    }
    if (this.#facts.latest < 0) {
      // If there are no rows, that is already a problem.
      if (this.#facts.ofUnknownCompanies > 0) this.#refuse({ rule: "has no session of a known company" });
      return undefined;
    }
    this.#facts.days.add(Math.floor(first / US_PER_DAY));
    const startOf = ({ startMonth }: Horizon) => Date.parse(`${startMonth}-01`) * 1000;
    if (exported && this.#source.months === undefined && firstSession >= startOf(exported)) return exported;
    const horizon = findHorizon(first, this.#facts.latest, this.#source.months);
    if (typeof horizon !== "string") return horizon;
    this.#refuse({ rule: horizon });
    return undefined;
  }

  #refuse(problem: Omit<Problem, "file">, file = this.#source.sessions): void {
    this.#problems.add({ file: path.basename(file), ...problem });
  }
}
