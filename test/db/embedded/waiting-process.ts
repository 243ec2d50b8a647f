// Waits to be killed.
process.stdout.write("waiting");
setInterval(() => undefined, 1000);
