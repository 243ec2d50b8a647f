/** The name and size of a company; a missing name, and a missing id to store, are its id in the file. */
interface NewCompany {
  readonly sourceId?: string | undefined;
  readonly name?: string | undefined;
  readonly size: string;
  readonly signUp?: number;
}

/** The companies of an import, numbered from 0 on in the order in which they are added, with what their sessions say. */
export class CompanyList {
  readonly #numbers = new Map<string, number>();
  /** Their ids in the files. */
  readonly ids: string[] = [];
  /** The ids that are stored: in an export of imported data, those of the files that it was imported from. */
  readonly sourceIds: string[] = [];
  readonly names: string[] = [];
  /** Places in `sizeNames`. */
  readonly sizes: number[] = [];
  readonly sizeNames: string[] = [];
  /** In microseconds since 1970, as the other times; NaN if the files do not say it. */
  readonly signUps: number[] = [];
  readonly sessionCounts: number[] = [];
  /** Infinity without sessions. */
  readonly firstSessions: number[] = [];

  add(id: string, { sourceId = id, name = id, size, signUp = Number.NaN }: NewCompany): void {
    this.#numbers.set(id, this.ids.length);
    this.ids.push(id);
    this.sourceIds.push(sourceId);
    this.names.push(name);
    this.sizes.push(this.#sizeOf(size));
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

  /** When a company signed up; if the files do not say it, its first session; Infinity without sessions. */
  signUpOf(company: number): number {
    const signUp = this.signUps[company] ?? Number.NaN;
    return Number.isNaN(signUp) ? (this.firstSessions[company] ?? 0) : signUp;
  }
}
