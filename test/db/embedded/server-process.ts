import { ensureServer } from "../../../db/embedded/server";

// Starts the embedded server in the folder that is the first argument, and prints its URL.
void ensureServer(process.argv[2]).then((url) => process.stdout.write(url));
