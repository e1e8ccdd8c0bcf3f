import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ServerProcess } from './server-process.ts'

const program = fileURLToPath(new URL('./echo-server.ts', import.meta.url))

/** The bare `ws` echo of `echo-server.ts`, in a process of its own. */
export async function startEcho(
  options: { nodeOptions?: readonly string[]; json?: boolean } = {},
): Promise<{ server: ServerProcess; url: string }> {
  const { server, ready } = await ServerProcess.start({
    command: process.execPath,
    args: [...(options.nodeOptions ?? []), program, ...(options.json ? ['--json'] : [])],
    cwd: dirname(program),
    ready: (line) => JSON.parse(line) as { port: number },
  })
  return { server, url: `ws://127.0.0.1:${ready.port}` }
}
