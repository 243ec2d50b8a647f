"""Runs JupyterLab with what the project's environment holds, for jupyter-lab.ts: `python -I run-lab.py <arguments>`.

Writes its port to stdout once it answers, and ends in order when stdin does, however that comes about.
"""

import os
import sys
import threading

# Loading it takes half of the start, and it is only needed for schemas with internationalized addresses.
sys.modules["rfc3987_syntax"] = None

from jupyter_core import paths
from jupyterlab import commands

# It would start Node, and is only needed to build JupyterLab.
commands._yarn_config = lambda logger: {"yarn config": {}, "npm config": {}}

from jupyterlab.labapp import LabApp

# What is installed for all users of the machine is not ours. What the user has, the variables JUPYTER_* replace.
paths.SYSTEM_CONFIG_PATH = paths.ENV_CONFIG_PATH
paths.SYSTEM_JUPYTER_PATH = paths.ENV_JUPYTER_PATH


def announce(port):
    print(port, flush=True)
    # What the kernels write goes elsewhere: this is all that stdout has.
    os.dup2(2, 1)


def stop_at_end_of_stdin(server):
    while os.read(0, 1024):
        pass
    server.stop()


server = LabApp.initialize_server(sys.argv[1:])
# Not inherited by kernels, so that a cell that prints the environment does not reveal it.
if server.identity_provider.token != os.environ.pop("JUPYTER_TOKEN"):
    sys.exit("JupyterLab would not ask for the token")
server.io_loop.add_callback(announce, server.port)
threading.Thread(target=stop_at_end_of_stdin, args=[server], daemon=True).start()
server.start()
