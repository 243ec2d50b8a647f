import { Database } from "../../db/database";
import { migrate } from "../../db/migrate";

// Migrates the database whose URL is the first argument.
void migrate(new Database(process.argv[2] ?? ""));
