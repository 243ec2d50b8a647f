import { inWords } from "../../../db/errors/user-error";
import { count } from "../../text/numbers-in-words";
import { literalText } from "../../text/text-table";
import type { Problems } from "./problems";

/** The tables that can be imported, and their columns as an export names them. */
const fields = {
  companies: ["company_id", "company_name", "company_size", "created_at", "source_id"],
  sessions: ["company_id", "session_id", "created_at", "duration_seconds"],
  subscriptions: ["company_size", "monthly_price"],
} as const;

export type ImportTable = keyof typeof fields;
type Field<Table extends ImportTable = ImportTable> = (typeof fields)[Table][number];

/** The names of all columns. */
export const importFields: readonly Field[] = [...new Set(Object.values(fields).flat())];

const required: Readonly<Record<ImportTable, readonly Field[]>> = {
  companies: ["company_id"],
  sessions: ["company_id", "created_at"],
  subscriptions: ["company_size", "monthly_price"],
};

type TableColumns = { readonly [Table in ImportTable]?: { readonly [Name in Field<Table>]?: string } };

/**
 * The names of columns in files, if they differ from those of an export: `{ company_id: "customer" }` for every file with such a
 * column, `{ sessions: { created_at: "started" } }` for the file of one table.
 */
export type ImportColumns = { readonly [Name in Field]?: string } & TableColumns;

/** The option of `npm run import` for the columns of a table. */
const flags: Readonly<Record<ImportTable, string>> = {
  companies: "--company-columns",
  sessions: "--session-columns",
  subscriptions: "--price-columns",
};

const MAX_COLUMNS = 1000;
/** The most columns of a file that an error names. */
const SHOWN = 30;

const CUSTOMER = "company|customer|account|client|organi[sz]ation|org|tenant|workspace|team|user";

/** Common names of columns, the likeliest first. */
const synonyms: Readonly<Record<Field, readonly RegExp[]>> = {
  company_id: [
    new RegExp(`^(?:${CUSTOMER})[ _-]?(?:id|no|number|key|ref)?$`),
    new RegExp(CUSTOMER),
    /^id$|id$/,
  ],
  company_name: [/name/],
  company_size: [/size/, /plan|tier|segment|edition|product|type/],
  created_at: [/created|sign.?up|signed|started|begin|joined/, /time|date|_at$|^(?:at|on|when)$/],
  session_id: [/session|id$/],
  duration_seconds: [/duration|seconds|length/],
  monthly_price: [/price|amount|fee|cost|mrr/],
  source_id: [/id$/],
};

/** The indexes of a table's columns in a file; missing for columns that the file does not have. */
export type Places<Table extends ImportTable> = { readonly [Name in Field<Table>]?: number };

/**
 * Finds the columns of a table in the header of a file.
 *
 * @returns undefined if the header cannot be used, which is then reported as a problem
 */
export function matchColumns<Table extends ImportTable>(
  table: Table,
  header: readonly string[],
  columns: ImportColumns,
  problems: Problems,
  file: string,
): Places<Table> | undefined {
  let isUsable = true;
  const refuse = (problem: { readonly column?: string; readonly rule: string }) => {
    isUsable = false;
    problems.add({ file, line: 1, ...problem });
  };
  if (header.length > MAX_COLUMNS) {
    refuse({ rule: `has ${count(header.length)} columns; it must have at most ${count(MAX_COLUMNS)}` });
    return undefined;
  }
  const twice = header.find((name, index) => name !== "" && header.indexOf(name) !== index);
  if (twice !== undefined)
    refuse({ rule: `names the column ${literalText(twice)} twice; rename one of them` });
  const ofTable: { readonly [Name in Field]?: string } = columns[table] ?? {};
  const places: { [Name in Field]?: number } = {};
  const names = `its columns are ${inQuotes(header)}`;
  for (const field of fields[table]) {
    const ofAll = columns[field];
    const named = ofTable[field] ?? (ofAll !== undefined && header.includes(ofAll) ? ofAll : undefined);
    const place = header.indexOf(named ?? field);
    if (place >= 0) places[field] = place;
    else if (named !== undefined)
      refuse({ rule: `has no column ${literalText(named)} for ${field}; ${names}` });
    else if (required[table].includes(field)) {
      const taken = Object.values(ofTable);
      const example =
        likelyColumn(
          field,
          header.filter((name) => !taken.includes(name)),
        ) ?? "…";
      refuse({
        rule: `has no column ${field}; ${names}; name it with columns: { ${table}: { ${field}: ${JSON.stringify(example)} } } (in a terminal: ${flags[table]} ${inShell(`${field}=${example}`)})`,
      });
    }
  }
  return isUsable ? (places as Places<Table>) : undefined;
}

/** A word of a command, in quotes if a shell needs them. */
export function inShell(word: string): string {
  return /^[\w=.…-]+$/.test(word) ? word : `"${word.replace(/["$`\\]/g, "\\$&")}"`;
}

function likelyColumn(field: Field, header: readonly string[]): string | undefined {
  for (const words of synonyms[field]) {
    const likely = header.find((name) => words.test(name.toLowerCase()));
    if (likely !== undefined) return likely;
  }
  return undefined;
}

/** The first names, in quotes. */
export function inQuotes(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map((name) => literalText(name));
  return names.length > SHOWN
    ? `${shown.join(", ")} and ${count(names.length - SHOWN)} more`
    : shown.join(", ");
}

/** The columns of a file that nothing was read from. */
export function unusedColumns(header: readonly string[], places: Places<ImportTable>): string[] {
  const used: readonly number[] = Object.values(places);
  return header.filter((name, index) => name !== "" && !used.includes(index));
}

/** An error about names in `columns` that no column has; undefined if there are none. */
export function strangeColumns(columns: ImportColumns): string | undefined {
  for (const [table, known] of Object.entries(fields)) {
    const ofTable: object = columns[table as ImportTable] ?? {};
    const strange = Object.keys(ofTable).find((name) => !known.some((field) => field === name));
    if (strange)
      return `columns.${table} must be an object with only ${inWords(known)}, received ${literalText(strange)}`;
  }
  const known: readonly string[] = [...importFields, ...Object.keys(fields)];
  const strange = Object.keys(columns).find((name) => !known.includes(name));
  return strange && `columns must be an object with only ${inWords(known)}, received ${literalText(strange)}`;
}
