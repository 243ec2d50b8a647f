// Loaded into every process of `npm run seed` with NODE_OPTIONS: the one that seeds leaves its peak memory in a file.
const { writeFileSync } = require("node:fs");

process.on("exit", () => {
  const file = process.env.PEAK_MEMORY_FILE;
  if (file && /seed\.ts$/.test(process.argv[1] ?? "")) {
    writeFileSync(file, String(process.resourceUsage().maxRSS));
  }
});
