/** What a notebook imports: `import { connect, seed } from "./lib"`. */
export { connect } from "../db/connect";
export type { Database } from "../db/database";
export type { Company, Dataset, Schema, Session, Subscription } from "../db/schema";
export { type CustomersLostPerMonth, customersLostPerMonth } from "./kpis/customers-lost-per-month";
export { type RevenuePerMonth, revenuePerMonth } from "./kpis/revenue-per-month";
export { type SessionsPerMonth, sessionsPerMonth } from "./kpis/sessions-per-month";
export { defaultRules, defaultSeed, type Rules, type SessionLaw, type SizeRules } from "./rules/rules";
export { seed } from "./seed/seed";
export type { SeedOptions } from "./seed/seed-options";
export type { SeedProgress } from "./seed/seed-progress";
export { SeedSummary } from "./seed/seed-summary";
