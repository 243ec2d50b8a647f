import { literalText } from "../../text/text-table";
import { MAX_MONTHS } from "../check-rules";
import { LoadRefusal } from "../load/run-load";
import { type ImportColumns, strangeColumns } from "./match-columns";
import { PRICE_RULE, parsePrice } from "./read-cells";
import { TimeZone } from "./time-zone";

/** The files of a startup, and how to read them. */
export interface ImportSource {
  /** The file of companies; without one, the companies are those of the sessions. */
  readonly companies?: string;
  readonly sessions: string;
  /** A file with the price of each size. */
  readonly subscriptions?: string;
  /** The names of the columns in the files, if they differ from those of an export. */
  readonly columns?: ImportColumns;
  /** The time zone of times that name none, from the IANA database, such as `Europe/Madrid`; default: UTC. */
  readonly timeZone?: string;
  /** Uses months of the time zone instead of UTC: times are stored as its clocks show them; default: false. */
  readonly localMonths?: boolean;
  /** The monthly price of each size, in US dollars; default: unknown. */
  readonly prices?: { readonly [size: string]: number };
  /** The number of months, from the first sign-up on; default: to the last complete month. */
  readonly months?: number;
  /** Leaves out sessions without a company, or of one that is not in the file of companies; default: false, which refuses them. */
  readonly skipUnknown?: boolean;
}

/** @throws UserError for the first option that is not valid */
export function checkSource({
  columns = {},
  prices = {},
  subscriptions,
  months,
  timeZone,
}: ImportSource): void {
  if (timeZone !== undefined) new TimeZone(timeZone);
  const strange = strangeColumns(columns);
  if (strange) throw new LoadRefusal(`import: ${strange}`);
  if (subscriptions !== undefined && Object.keys(prices).length > 0) {
    throw new LoadRefusal(
      "import: prices must come from a file of subscriptions or from prices, not from both",
    );
  }
  for (const [size, price] of Object.entries(prices)) {
    if (!Number.isNaN(parsePrice(String(price)))) continue;
    throw new LoadRefusal(
      `import: the price of ${literalText(size)} ${PRICE_RULE}, received ${literalText(price)}`,
    );
  }
  if (months !== undefined && !(Number.isInteger(months) && months > 0 && months <= MAX_MONTHS)) {
    throw new LoadRefusal(
      `import: months must be a whole number from 1 to ${MAX_MONTHS}, received ${literalText(months)}`,
    );
  }
}
