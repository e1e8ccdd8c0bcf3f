import { fileURLToPath } from 'node:url'
import { ServerProcess } from './server-process.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** The bare `ws` echo of `echo-server.ts`, in a process of its own. */
export async function startEcho(): Promise<{ server: ServerProcess; url: string }> {
  const { server, ready } = await ServerProcess.start({
    command: process.execPath,
    args: ['echo-server.ts'],
    cwd: folder,
    ready: (line) => JSON.parse(line) as { port: number },
  })
  return { server, url: `ws://127.0.0.1:${ready.port}` }
}
