// The server loads this before it starts (`--import`). Its standard input is a pipe from the demo. When the
// demo ends, even by a crash, the pipe closes, and the server gets the signal to stop.
process.stdin.once('end', () => process.kill(process.pid, 'SIGTERM')).resume();
