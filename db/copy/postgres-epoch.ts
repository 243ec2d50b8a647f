/** Postgres counts from 2000-01-01 UTC (in microseconds), JavaScript from 1970-01-01 (in milliseconds). */
export const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
