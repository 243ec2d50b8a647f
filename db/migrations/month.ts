/** The SQL of the first day of a session's month, in UTC whatever the time zone of the connection. */
export const month = "date_trunc('month', created_at at time zone 'UTC')::date";
