/**
 * Loaded into each process that the demonstration starts, by `--import`: when the demonstration dies, however it dies,
 * the pipe on standard input ends, and the process stops as if it had been asked to.
 */
const stopDeadlineMs = 5_000

process.stdin.on('error', () => {})
process.stdin.once('close', () => {
  process.kill(process.pid, 'SIGTERM')
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), stopDeadlineMs).unref()
})
process.stdin.resume()
process.stdin.unref()
