import { once } from 'node:events'
import type { Server } from 'node:http'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'

/** Answers requests; where the answer is undefined, the connection is cut, as on a bad night. */
export function breakableServer(answer: (request: Request) => Promise<Response | undefined>): Server {
  return createAdaptorServer({
    fetch: async (request, env) => {
      const response = await answer(request)
      if (response !== undefined) return response
      ;(env as HttpBindings).outgoing.destroy()
      return RESPONSE_ALREADY_SENT
    },
  }) as Server
}

/** Whoever is still connected is cut off. */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}

export function isLoopback(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)
}

/** Simulated providers call nobody but this machine: rejects for every other address. */
export const fetchFromThisMachine: typeof fetch = async (input, init) => {
  const request = new Request(input, init)
  if (isLoopback(request.url)) return fetch(request)
  throw new TypeError(`${request.url} is not on this machine: simulated providers call nobody else.`)
}
