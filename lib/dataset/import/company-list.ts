/** A company of a file; its name and the id to store default to its id in the file. */
interface NewCompany {
  readonly sourceId?: string | undefined;
  readonly name?: string | undefined;
  /** Missing if the file has none that can be used, so that nothing is imported. */
  readonly size?: string | undefined;
  readonly signUp?: number;
}

/** The companies of an import, numbered from 0 in the order in which they are added, with facts about their sessions. */
export class CompanyList {
  readonly #numbers = new Map<string, number>();
  /** Their ids in the files. */
  readonly ids: string[] = [];
  /** The ids to store: in an export of imported data, the original ones. */
  readonly sourceIds: string[] = [];
  readonly names: string[] = [];
  /** Indexes in `sizeNames`. */
  readonly sizes: number[] = [];
  readonly sizeNames: string[] = [];
  /** In microseconds since 1970, like all times here; NaN if unknown. */
  readonly signUps: number[] = [];
  readonly sessionCounts: number[] = [];
  /** Infinity without sessions. */
  readonly firstSessions: number[] = [];

  add(id: string, { sourceId = id, name = id, size, signUp = Number.NaN }: NewCompany): void {
    this.#numbers.set(id, this.ids.length);
    this.ids.push(id);
    this.sourceIds.push(sourceId);
    this.names.push(name);
    this.sizes.push(size === undefined ? 0 : this.#sizeOf(size));
    this.signUps.push(signUp);
    this.sessionCounts.push(0);
    this.firstSessions.push(Number.POSITIVE_INFINITY);
  }

  #sizeOf(size: string): number {
    const known = this.sizeNames.indexOf(size);
    return known >= 0 ? known : this.sizeNames.push(size) - 1;
  }

  get length(): number {
    return this.ids.length;
  }

  /** The number of the company with an id. */
  numberOf(id: string): number | undefined {
    return this.#numbers.get(id);
  }

  /** Counts a session, and returns whether it is before the sign-up. */
  countSession(company: number, time: number): boolean {
    this.sessionCounts[company] = (this.sessionCounts[company] ?? 0) + 1;
    if (time < (this.firstSessions[company] ?? 0)) this.firstSessions[company] = time;
    return time < (this.signUps[company] ?? 0);
  }

  /** When a company signed up; if unknown, its first session; Infinity without sessions. */
  signUpOf(company: number): number {
    const signUp = this.signUps[company] ?? Number.NaN;
    return Number.isNaN(signUp) ? (this.firstSessions[company] ?? 0) : signUp;
  }
}
