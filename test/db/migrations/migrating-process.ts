import { Database } from "../../../db/connection/database";
import { migrate } from "../../../db/migrations/migrate";

// Migrates the database whose URL is the first argument.
void migrate(new Database(process.argv[2] ?? ""));
