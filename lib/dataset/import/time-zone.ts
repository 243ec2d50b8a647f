import { literalText } from "../../text/text-table";
import { LoadRefusal } from "../load/run-load";

const MS_PER_DAY = 86_400_000;
/** Zones change their offset at a quarter of an hour. */
const MS_PER_QUARTER = 900_000;

/**
 * Converts between the wall-clock time of a zone and instants, both in milliseconds since 1970-01-01, wall-clock time as if it were
 * UTC.
 */
export class TimeZone {
  readonly name: string;
  readonly #isUtc: boolean;
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();
  /** The offset of each day on which, and on whose neighbors, it does not change; NaN for other days. */
  readonly #days = new Map<number, number>();

  /** @throws UserError if there is no time zone of this name */
  constructor(name: string) {
    try {
      this.#format = new Intl.DateTimeFormat("en-US", {
        timeZone: name,
        hourCycle: "h23",
        year: "numeric",
        month: "numeric",
        day: "numeric",
        hour: "numeric",
        minute: "numeric",
        second: "numeric",
      });
    } catch (thrown) {
      throw new LoadRefusal(
        `import: the time zone must be one of the IANA database such as Europe/Madrid, received ${literalText(name)}`,
        { cause: thrown },
      );
    }
    this.name = name;
    this.#isUtc = /^(?:etc\/)?utc$/i.test(name);
  }

  /**
   * The instant of a wall-clock time. A skipped time, when clocks are set forward, has the offset from before the change: 02:30 in a gap
   * from 2 to 3 becomes 03:30. A time that occurs twice, when they are set back, is the earlier of the two. Temporal does the same
   * (`compatible`); Postgres takes the later.
   */
  toInstant(wall: number): number {
    if (this.#isUtc) return wall;
    const daily = this.#offsetOfDay(Math.floor(wall / MS_PER_DAY));
    if (!Number.isNaN(daily)) return wall - daily;
    const before = this.#offset(wall - MS_PER_DAY);
    const after = this.#offset(wall + MS_PER_DAY);
    const isBefore = this.#offset(wall - before) === before;
    if (isBefore) return wall - before;
    return this.#offset(wall - after) === after ? wall - after : wall - before;
  }

  /** The wall-clock time of the zone at an instant. */
  toWall(instant: number): number {
    if (this.#isUtc) return instant;
    const daily = this.#offsetOfDay(Math.floor(instant / MS_PER_DAY));
    return instant + (Number.isNaN(daily) ? this.#offset(instant) : daily);
  }

  #offsetOfDay(day: number): number {
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const before = this.#offset((day - 1) * MS_PER_DAY);
    const offset = this.#offset((day + 2) * MS_PER_DAY) === before ? before : Number.NaN;
    this.#days.set(day, offset);
    return offset;
  }

  /** How far the zone is ahead of UTC at an instant. */
  #offset(instant: number): number {
    const quarter = Math.floor(instant / MS_PER_QUARTER);
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    const fields: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    const start = quarter * MS_PER_QUARTER;
    for (const { type, value } of this.#format.formatToParts(start)) fields[type] = Number(value);
    const { year = 0, month = 1, day, hour, minute, second } = fields;
    const offset = Date.UTC(year, month - 1, day, hour, minute, second) - start;
    this.#offsets.set(quarter, offset);
    return offset;
  }
}
