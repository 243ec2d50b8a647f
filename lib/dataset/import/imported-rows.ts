import { BinaryCopyWriter } from "../../../db/copy/binary-copy-writer";
import { SESSIONS_PER_COMPANY } from "../../../db/schema/schema";
import { fieldTypes, type TableName } from "../columns";
import type { RowSource, SourceChunk } from "../load/replace-dataset";
import { monthStarts } from "../month";
import type { ImportedFrom } from "../record";
import { ActiveMonths, CHUNK_BYTES, writeLife } from "../row-chunks";
import type { PreparedImport } from "./prepare-import";
import { UNKNOWN } from "./sorted-sessions";

const US_PER_MS = 1000;

/** The rows of an import. Companies are numbered 1, 2, 3, … in the order of their file or, without one, of their first sessions. */
export function importedRows(prepared: PreparedImport): RowSource {
  const { startMonth, months, subscriptions, files, timeZone, localMonths, counts } = prepared;
  const { companiesWithoutSessions: _, sessionsBeforeSignUp: __, ...leftOut } = counts;
  const importedFrom: Omit<ImportedFrom, "importedAt"> = { files, timeZone, localMonths, leftOut };
  const activeMonths = new ActiveMonths(prepared.isKept.length, months);
  return {
    action: "an import",
    subscriptions: subscriptions.map(({ size, cents }) => ({
      company_size: size,
      monthly_price: cents === undefined ? null : cents / 100,
    })),
    companyColumns: ["source_id"],
    chunks: (table) => importedChunks(prepared, table, activeMonths),
    record: {
      start_month: `${startMonth}-01`,
      months,
      imported_from: JSON.stringify(importedFrom),
    },
  };
}

/** The rows of a table, see `RowSource.chunks`. */
function* importedChunks(
  prepared: PreparedImport,
  table: TableName,
  activeMonths: ActiveMonths,
): Generator<SourceChunk> {
  const writer = new BinaryCopyWriter(
    [...fieldTypes(table), ...(table === "companies" ? SOURCE_ID : [])],
    CHUNK_BYTES,
  );
  const canonical = table === "companies" ? new BinaryCopyWriter(fieldTypes(table), CHUNK_BYTES) : undefined;
  let companies = 0;
  let sessions = 0;
  const chunk = (): SourceChunk => ({
    bytes: writer.take(),
    ...(canonical && { canonical: canonical.take() }),
    rows: writer.rows,
    companies,
    sessions,
  });
  if (table === "subscriptions") writeSubscriptions(prepared, writer);
  else {
    const write = companyWriter(prepared, table, writer, { canonical, activeMonths });
    for (const [company, isKept] of prepared.isKept.entries()) {
      if (!isKept) continue;
      companies += 1;
      sessions += write(company, companies);
      if (writer.full) yield chunk();
    }
  }
  writer.end();
  canonical?.end();
  yield chunk();
}

const SOURCE_ID = ["text"] as const;

function writeSubscriptions({ subscriptions }: PreparedImport, writer: BinaryCopyWriter): void {
  for (const { size, cents } of subscriptions) {
    writer.text(size);
    if (cents === undefined) writer.null();
    else writer.number(cents);
  }
}

interface CompanyWriterOptions {
  readonly canonical: BinaryCopyWriter | undefined;
  readonly activeMonths: ActiveMonths;
}

/** Writes the rows of a company with an id, and returns how many sessions they represent. */
type WriteCompany = (company: number, companyId: number) => number;

function companyWriter(
  { companies, sessions, startMonth, months }: PreparedImport,
  table: Exclude<TableName, "subscriptions">,
  writer: BinaryCopyWriter,
  { canonical, activeMonths }: CompanyWriterOptions,
): WriteCompany {
  const starts = monthStarts(startMonth, months);
  const sessionsOf = (company: number) => sessions.counts[company] ?? 0;
  const reader = sessions.reader();
  switch (table) {
    case "companies":
      return (company, companyId) => {
        const name = companies.names[company] ?? "";
        const size = companies.sizeNames[companies.sizes[company] ?? 0] ?? "";
        for (const each of canonical ? [writer, canonical] : [writer]) {
          each.number(companyId);
          each.text(name);
          each.text(size);
          each.microseconds(companies.signUpOf(company));
        }
        writer.text(companies.sourceIds[company] ?? "");
        return 0;
      };
    case "company_months":
      return (company, companyId) => {
        const counts = new Map<number, number>();
        let month = 0;
        for (let n = sessionsOf(company); n > 0; n -= 1) {
          const time = reader.time() / US_PER_MS;
          while (time >= (starts[month + 1] ?? Number.POSITIVE_INFINITY)) month += 1;
          counts.set(month, (counts.get(month) ?? 0) + 1);
        }
        for (const [month, count] of counts) {
          writer.number(companyId);
          writer.number(starts[month] ?? 0);
          writer.number(count);
          activeMonths.add(companyId, month);
        }
        return sessionsOf(company);
      };
    case "company_lives":
      return (_, companyId) => writeLife(writer, companyId, activeMonths.of(companyId), starts);
    case "sessions":
      return (company, companyId) => {
        const count = sessionsOf(company);
        for (let n = 1; n <= count; n += 1) {
          writer.number(companyId);
          writer.number(companyId * SESSIONS_PER_COMPANY + n);
          writer.microseconds(reader.time());
          const duration = reader.duration();
          if (duration === UNKNOWN) writer.null();
          else writer.number(duration);
        }
        return count;
      };
  }
}
