import { expect, test } from "vitest";
import { jupyterFailure } from "../../../../lib/jupyter/environment/jupyter-failure";

const NETWORK =
  "; check the network, and the index, proxy and certificate of `pip config list`, and run this again";
const REFUSED = `WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPConnection object at 0x7f8df1adef90>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/colorama/
ERROR: Could not find a version that satisfies the requirement colorama==0.4.6 (from versions: none)
ERROR: No matching distribution found for colorama==0.4.6
`;

test.each([
  [REFUSED, `: [Errno 111] Connection refused${NETWORK}`],
  [
    REFUSED.split("\n").slice(1).join("\n"),
    `: Could not find a version that satisfies the requirement colorama==0.4.6 (from versions: none)${NETWORK}`,
  ],
  [
    `WARNING: Retrying after connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)'))': /simple/x/`,
    `: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)${NETWORK}`,
  ],
  [
    "Traceback (most recent call last):\n  File x\npip._vendor.urllib3.exceptions.ReadTimeoutError: Read timed out.\n",
    `: pip._vendor.urllib3.exceptions.ReadTimeoutError: Read timed out${NETWORK}`,
  ],
  [
    "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n\n",
    ": Could not install packages due to an OSError: [Errno 28] No space left on device; free some disk space and run this again",
  ],
  [
    "EACCES: permission denied, open '/project/.venv/share/jupyter/kernels/tslab/kernel.json'",
    ": EACCES: permission denied, open '/project/.venv/share/jupyter/kernels/tslab/kernel.json'; run this as the owner of the folder, or let this user write there",
  ],
  [
    "ERROR: Configuration file could not be loaded.\nFile contains no section headers.\nfile: 'pip.conf', line: 1\n'[global\\n'\n",
    ": Configuration file could not be loaded; correct that pip file; `pip config debug` lists them all",
  ],
  [
    "[C 2026-11-26 04:02:26.270 ServerApp] ERROR: the Jupyter server could not be started because port 9000 is not available.\n",
    ": the Jupyter server could not be started because port 9000 is not available; choose another with --port, or omit it",
  ],
  [
    "Traceback (most recent call last):\nModuleNotFoundError: No module named 'jupyterlab'\n",
    ": ModuleNotFoundError: No module named 'jupyterlab'; remove .venv and run this again",
  ],
  ["", "; remove .venv and run this again"],
])("%j is explained with its hint", (said, sentence) => {
  expect(jupyterFailure("installing failed", said).message).toBe(`Jupyter: installing failed${sentence}`);
});
