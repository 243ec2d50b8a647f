"""
Executes notebooks and converts them to HTML, for notebook-runner.ts.

Reads requests from stdin, one JSON object per line, and works on them concurrently:
  {"id", "execute": notebook, "environment": {…}}  ->  {"id", "cell": index} after each code cell, {"id", "result": notebook}
  {"id", "html": notebook}                         ->  {"id", "result": HTML}
  {"id", "file": notebook}                         ->  {"id", "result": the text of the file that Jupyter would save}
A notebook is the text of its file. A request that fails is answered with {"id", "error": text}. When stdin ends,
however that comes about, so do the kernels and this process.
"""

import asyncio
import json
import os
import sys

# Loading it takes most of the start, and it is only needed for schemas with internationalized addresses.
sys.modules["rfc3987_syntax"] = None

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbconvert import HTMLExporter

CELL_SECONDS = 600
# Many kernels that start at once on few processors are slow.
START_SECONDS = 300

# Keeps output of packages out of the answers.
answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
os.dup2(sys.stderr.fileno(), sys.stdout.fileno())


def answer(request, **parts):
    print(json.dumps({"id": request["id"], **parts}), file=answers, flush=True)


async def execute(request):
    notebook = nbformat.reads(request["execute"], as_version=4)
    kernel = notebook.metadata.get("kernelspec", {}).get("name", "tslab")
    # Encrypted, so that no other user of the machine reads what the kernel publishes.
    manager = AsyncKernelManager(kernel_name=kernel, transport_encryption="required")
    executed = lambda cell_index, **rest: answer(request, cell=cell_index)
    client = NotebookClient(
        notebook,
        km=manager,
        allow_errors=True,
        timeout=CELL_SECONDS,
        startup_timeout=START_SECONDS,
        on_cell_executed=executed,
    )
    try:
        await client.async_execute(env={**os.environ, **request["environment"]})
    finally:
        await manager.shutdown_kernel(now=True)
        if client.kc:
            client.kc.stop_channels()
    return nbformat.writes(notebook)


async def work(request):
    try:
        if "html" in request:
            result, _ = HTMLExporter(template_name="basic").from_notebook_node(nbformat.reads(request["html"], as_version=4))
        elif "file" in request:
            result = nbformat.writes(nbformat.reads(request["file"], as_version=4)) + "\n"
        else:
            result = await execute(request)
        answer(request, result=result)
    except Exception as error:
        answer(request, error=str(error) or type(error).__name__)


async def main():
    tasks = set()
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.buffer.readline):
        tasks.add(loop.create_task(work(json.loads(line))))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


# On Windows, ZeroMQ needs this loop instead of the default one.
asyncio.SelectorEventLoop().run_until_complete(main())
# Skips the regular shutdown: nothing is left to clean up.
os._exit(0)
