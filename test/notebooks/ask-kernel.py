"""Asks a new tslab kernel: reads a JSON list of requests from stdin, writes the list of replies to stdout.

A request is {"execute": code}, {"inspect": code} or {"complete": code}, the last two with the cursor at the end.
"""

import json
import sys

from jupyter_client.manager import start_new_kernel

manager, client = start_new_kernel(kernel_name="tslab")


def reply(request):
    [(kind, code)] = request.items()
    if kind == "execute":
        return client.execute_interactive(code, timeout=60, output_hook=lambda m: print(m["content"], file=sys.stderr))["content"]
    ask = getattr(client, kind)
    return ask(code, cursor_pos=len(code), reply=True, timeout=60)["content"]


try:
    json.dump([reply(request) for request in json.load(sys.stdin)], sys.stdout)
finally:
    client.stop_channels()
    manager.shutdown_kernel()
