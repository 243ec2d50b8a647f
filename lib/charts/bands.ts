import { monthLabels, monthsBetween } from "../dataset/month";
import { monthName } from "../text/numbers-in-words";
import { monthOf } from "./months";
import { kindOf } from "./scene";
import { escaped, shownName } from "./shown-name";

type Place = string | number;

/** Places of equal width next to one another, like the rows and columns of a table. */
export interface Bands {
  readonly kind: ReturnType<typeof kindOf>;
  /** Every place, in order. */
  readonly places: readonly Place[];
  /** The full names of the places, as Plotly shows them. */
  readonly names: readonly string[];
  /** The number of a place, from 0. */
  readonly indexOf: (place: Place) => number;
}

/** Integers and months without rows, between the first and the last, have a band if there are at most this many. */
const MOST_GAPS = 120;

/** Numbers and times in ascending order, names in the order of the rows. */
export function bandsOf(places: readonly Place[]): Bands {
  const kind = kindOf(places);
  const read = (place: Place) => (kind === "months" ? (monthOf(place) ?? place) : place);
  const found = [...new Set(places.map(read))];
  const bands = kind === "numbers" ? integers(found.map(Number)) : kind === "months" ? months(found) : found;
  const ordered = kind === "dates" ? bands.map(String).sort() : bands;
  const numbers = new Map(ordered.map((place, index) => [place, index]));
  return {
    kind,
    places: ordered,
    names: ordered.map((place) => nameOf(place, kind)),
    indexOf: (place) => numbers.get(read(place)) ?? 0,
  };
}

function integers(numbers: readonly number[]): number[] {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const isCounted = numbers.every(Number.isInteger) && most - least <= MOST_GAPS;
  return isCounted
    ? Array.from({ length: most - least + 1 }, (_, index) => least + index)
    : [...numbers].sort((a, b) => a - b);
}

function months(found: readonly Place[]): string[] {
  const sorted = found.map(String).sort();
  const [first = "", last = ""] = [sorted[0], sorted.at(-1)];
  const length = monthsBetween(first, last);
  return length <= MOST_GAPS ? monthLabels(first, length) : sorted;
}

function nameOf(place: Place, kind: Bands["kind"]): string {
  if (kind === "months") return monthName(String(place));
  return typeof place === "number" ? String(place) : escaped(place);
}

/** Longer names would leave no room for twelve columns in the narrowest chart. */
const LONGEST = 18;

/** An axis on which band 0 goes from -0.5 to 0.5, with a label for each band, or for every second, third and so on. */
export function bandTicks({ kind, places, names }: Bands, step: number, isAcross: boolean) {
  const tickvals = [...places.keys()].filter((index) => index % step === 0);
  let year = "";
  const ticktext = tickvals.map((index) => {
    const name = names[index] ?? "";
    if (kind === "names") return shownName(String(places[index]), LONGEST);
    if (kind !== "months") return name;
    const [month = "", ofYear = ""] = name.split(" ");
    const short = month.slice(0, 3);
    if (!isAcross) return `${short} ${ofYear}`;
    // As on every axis of months, the year is below its first label.
    const isNew = ofYear !== year;
    year = ofYear;
    return isNew ? `${short}<br>${ofYear}` : short;
  });
  // Names that do not fit side by side are rotated.
  const tickangle = kind === "names" ? "auto" : 0;
  const tickfont = { size: 11 };
  return {
    tickvals,
    ticktext,
    tickangle,
    tickfont,
    zeroline: false,
    showgrid: false,
    fixedrange: true,
  } as const;
}
