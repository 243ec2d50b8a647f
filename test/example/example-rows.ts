import seedrandom from "seedrandom";

// The example's customers live by other rules than those of the generator: companies use the product more or less than others
// of their plan, less in August, and less and less before they leave. So the example shows what fitted rules explain and what not.

/** A row of the customers' file. */
export interface Customer {
  readonly id: string;
  readonly company: string;
  readonly plan: string;
  /** A minute of local time, without a zone: `2024-03-05 09:41`. */
  readonly signedUp: string;
}

/** A row of the events' file. */
export interface Event {
  readonly id: string;
  /** Local time, without a zone: `2024-03-05 09:41:07`. */
  readonly started: string;
  /** Missing if the browser was closed without a word. */
  readonly seconds: number | undefined;
}

interface Plan {
  readonly name: string;
  /** Of the customers. */
  readonly share: number;
  /** Average sessions in a month, and the probability to leave after one. */
  readonly sessions: number;
  readonly leaves: number;
}

const PLANS: readonly Plan[] = [
  { name: "Starter", share: 0.6, sessions: 6, leaves: 0.06 },
  { name: "Team", share: 0.3, sessions: 12, leaves: 0.035 },
  { name: "Business", share: 0.1, sessions: 20, leaves: 0.015 },
];
const KINDS = ["Bakery", "Clinic", "Garage", "Gym", "Hostel", "School", "Studio", "Workshop"];

/** March 2024 to July 2025, which ends on its 11th day. */
const FIRST_MONTH = { year: 2024, month: 3 };
const MONTHS = 17;
const LAST_DAY = 11;
/** New customers in the first month, and how many more in each later one. */
const FIRST_CUSTOMERS = 10;
const GROWTH = 1.03;
/** Of what is usual, by calendar month. */
const SEASON = new Map([
  [1, 1.05],
  [8, 0.5],
  [10, 1.1],
  [12, 0.8],
]);
/** What is left of the usage in the last months before a customer leaves, the last one first. */
const FADING = [0.4, 0.65, 0.85];
const RETURNS = 0.12;
const WEEKDAYS = [1, 1.1, 1.1, 1.05, 0.85, 0.15, 0.08];
/** From 0:00 to 23:00: the morning, a break for lunch, the afternoon. */
const HOURS = [1, 0, 0, 0, 0, 0, 1, 4, 12, 20, 22, 20, 16, 12, 5, 5, 11, 14, 13, 9, 5, 3, 2, 1];

/** Makes the rows of the example, the same on every run. */
export function exampleRows(): { readonly customers: Customer[]; readonly events: Event[] } {
  const random = seedrandom("appointments of small firms");
  const customers: Customer[] = [];
  const events: Event[] = [];
  for (let month = 0; month < MONTHS; month += 1) {
    const part = month === MONTHS - 1 ? LAST_DAY / 31 : 1;
    const count =
      month === 0 ? FIRST_CUSTOMERS : drawPoisson(random, FIRST_CUSTOMERS * GROWTH ** month * part);
    for (let n = 0; n < count; n += 1) {
      const plan = drawPlan(random);
      const signedUp = drawTime(random, month, 1, lastDay(month));
      const customer = {
        id: drawId(random),
        company: `${KINDS[Math.floor(random() * KINDS.length)]} ${100 + Math.floor(random() * 900)}`,
        plan: plan.name,
        signedUp: signedUp.slice(0, 16),
      };
      customers.push(customer);
      events.push(...drawEvents(random, customer.id, plan, month, signedUp));
    }
  }
  // The log has a few events twice, as logs do.
  const twice = events.filter((_, index) => index % 2500 === 1200);
  return {
    customers: customers.sort((a, b) => compare(a.signedUp, b.signedUp)),
    events: [...events, ...twice].sort((a, b) => compare(a.started, b.started) || compare(a.id, b.id)),
  };
}

/** The events of one customer. */
function drawEvents(
  random: seedrandom.PRNG,
  id: string,
  plan: Plan,
  signUpMonth: number,
  signedUp: string,
): Event[] {
  // Customers of a plan differ: half of them use it less than the plan's average, a few three times as much.
  const usual = plan.sessions * Math.exp(0.6 * drawNormal(random) - 0.18);
  const stays = stayingMonths(random, plan, MONTHS - signUpMonth);
  return stays.flatMap((monthsLeft, tenure) => {
    const month = signUpMonth + tenure;
    if (monthsLeft === undefined) return [];
    const signUpDay = tenure === 0 ? Number(signedUp.slice(8, 10)) : 1;
    const days = (lastDay(month) - signUpDay + 1) / daysIn(month);
    const mean = usual * days * (SEASON.get(calendarMonth(month)) ?? 1) * (FADING[monthsLeft] ?? 1);
    const times = Array.from({ length: drawPoisson(random, mean) }, () =>
      drawTime(random, month, signUpDay, lastDay(month)),
    );
    // Who signs up looks around, mostly.
    const first = tenure === 0 && random() < 0.95 ? [minutesLater(signedUp, 1 + 5 * random())] : [];
    return [...first, ...times.filter((time) => time > signedUp)].map((started) => ({
      id,
      started,
      seconds: random() < 0.02 ? undefined : Math.round(60 * Math.exp(2.1 + 0.8 * drawNormal(random))),
    }));
  });
}

/** For each month whether the customer stays: how many months of the stay are left, or undefined if it is away. */
function stayingMonths(random: seedrandom.PRNG, plan: Plan, months: number): (number | undefined)[] {
  const stays: (number | undefined)[] = [];
  while (stays.length < months) {
    let length = 1;
    while (random() >= plan.leaves) length += 1;
    for (let left = length - 1; left >= 0; left -= 1) stays.push(left);
    const away = random() < RETURNS ? 2 + Math.floor(3 * random()) : months;
    for (let n = 0; n < Math.min(away, months); n += 1) stays.push(undefined);
  }
  return stays.slice(0, months);
}

function drawPlan(random: seedrandom.PRNG): Plan {
  return draw(
    random,
    PLANS,
    PLANS.map(({ share }) => share),
  );
}

/** Stripe-like: without letters that look like digits. */
function drawId(random: seedrandom.PRNG): string {
  const letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
  return `cus_${Array.from({ length: 8 }, () => letters[Math.floor(random() * letters.length)]).join("")}`;
}

/** A time on a day of the month, both ends included, by weekday and hour. */
function drawTime(random: seedrandom.PRNG, month: number, from: number, to: number): string {
  const days = Array.from({ length: to - from + 1 }, (_, day) => from + day);
  const weights = days.map((day) => WEEKDAYS[(dateOf(month, day).getUTCDay() + 6) % 7] ?? 0);
  const day = draw(random, days, weights);
  const hour = draw(random, [...HOURS.keys()], HOURS);
  return inText(dateOf(month, day).getTime() + 1000 * (3600 * hour + Math.floor(3600 * random())));
}

function minutesLater(time: string, minutes: number): string {
  return inText(Date.parse(`${time.replace(" ", "T")}Z`) + 60_000 * minutes);
}

function inText(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace("T", " ");
}

function draw<T>(random: seedrandom.PRNG, items: readonly T[], weights: readonly number[]): T {
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const found = items.find((_, index) => {
    left -= weights[index] ?? 0;
    return left < 0;
  });
  const drawn = found ?? items.at(-1);
  if (drawn === undefined) throw new RangeError("nothing to draw from");
  return drawn;
}

/** Source: D. E. Knuth, "The Art of Computer Programming", volume 2, section 3.4.1. */
function drawPoisson(random: seedrandom.PRNG, mean: number): number {
  const least = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > least; product *= random()) count += 1;
  return count;
}

/** Source: G. E. P. Box and M. E. Muller, "A note on the generation of random normal deviates", 1958. */
function drawNormal(random: seedrandom.PRNG): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A day of a month, counted from the first one; local time is written as if it were UTC. */
function dateOf(month: number, day: number): Date {
  return new Date(Date.UTC(FIRST_MONTH.year, FIRST_MONTH.month - 1 + month, day));
}

function calendarMonth(month: number): number {
  return dateOf(month, 1).getUTCMonth() + 1;
}

function daysIn(month: number): number {
  return dateOf(month + 1, 0).getUTCDate();
}

/** The last day with data. */
function lastDay(month: number): number {
  return month === MONTHS - 1 ? LAST_DAY : daysIn(month);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
