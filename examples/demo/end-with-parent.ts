// Loaded into the server before it starts (`--import`), with its standard input tied to the demo: when
// the demo is gone, however it went, that input ends, and the server is asked to stop as by an operator.
process.stdin.once('end', () => process.kill(process.pid, 'SIGTERM')).resume();
