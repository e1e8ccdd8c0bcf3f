/** JSON lines on stderr, since stdout belongs to the answers. */
export const stderrLog = {
  debug() {},
  info: (details: object, message: string) => write('info', details, message),
  warn: (details: object, message: string) => write('warn', details, message),
  error: (details: object, message: string) => write('error', details, message),
}

function write(level: string, details: object, message: string): void {
  const plain = Object.fromEntries(
    Object.entries(details).map(([key, value]) => [key, value instanceof Error ? value.stack : value]),
  )
  process.stderr.write(`${JSON.stringify({ level, message, ...plain })}\n`)
}
