import { ensureJupyter } from "../lib/jupyter/environment/python-environment";

/** Installs Jupyter, if it is missing, before the tests: two test files would do so at once. */
export default function installJupyter(): void {
  ensureJupyter((line) => process.stdout.write(`${line}\n`));
}
