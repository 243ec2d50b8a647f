import fs from "node:fs";
import path from "node:path";

/** JupyterLab's settings for this project: nothing pops up before the notebook, and nothing calls home. */
const overrides = {
  "@jupyterlab/apputils-extension:notification": {
    fetchNews: "false",
    checkForUpdates: false,
    doNotDisturbMode: true,
  },
};

/**
 * Writes the settings into an environment, as defaults that the user's own settings override.
 *
 * @param environment the folder of a Python environment
 */
export function installLabSettings(environment: string): void {
  const folder = path.join(environment, "share", "jupyter", "lab", "settings");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "overrides.json"), `${JSON.stringify(overrides, null, 2)}\n`);
}
