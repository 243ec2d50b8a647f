"""Asks a new tslab kernel: reads JSON lists of requests from stdin, one a line, and writes a line with the replies to each.

A request is {"execute": code}, {"inspect": code} or {"complete": code}, the last two with the cursor at the end.
The reply to the first has what the cell wrote as "written", and the outputs that it shows in the end, as HTML, as
"shown". A cell that writes "interrupt now" is interrupted.
"""

import json
import subprocess
import sys
import time

from jupyter_client.manager import start_new_kernel

manager, client = start_new_kernel(startup_timeout=400, kernel_name="tslab", stdout=subprocess.DEVNULL)


def execute(code):
    written = []
    shown = {}

    def hook(message):
        content = message["content"]
        written.append(content.get("text", ""))
        if "interrupt now" in content.get("text", ""):
            manager.interrupt_kernel()
        if "data" in content:
            shown[content.get("transient", {}).get("display_id", len(shown))] = content["data"].get("text/html")

    reply = client.execute_interactive(code, timeout=400, output_hook=hook)["content"]
    # For 200 ms after an error tslab takes no other cell.
    time.sleep(0.3 if reply["status"] == "error" else 0)
    return {**reply, "written": "".join(written), "shown": list(shown.values())}


def reply(request):
    [(kind, code)] = request.items()
    if kind == "execute":
        return execute(code)
    return getattr(client, kind)(code, cursor_pos=len(code), reply=True, timeout=400)["content"]


try:
    for line in sys.stdin:
        print(json.dumps([reply(request) for request in json.loads(line)]), flush=True)
finally:
    client.stop_channels()
    manager.shutdown_kernel()
