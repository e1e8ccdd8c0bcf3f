import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { DemoError } from './data-folder.ts'

export type { HttpServer }

/** Throws a DemoError that names the port's variable when somebody else has it. */
export async function assertPortFree(port: number, variable: string): Promise<void> {
  const probe = createServer()
  await listen(probe, port, variable)
  await new Promise((closed) => probe.close(closed))
}

/** Listens on 127.0.0.1. Throws a DemoError that names the port's variable when it cannot. */
export async function listen(server: Server, port: number, variable: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${cause.message})`
      reject(new DemoError(`Port ${port} on 127.0.0.1 ${why}; set ${variable} to another one.`, { cause }))
    })
    server.listen({ host: '127.0.0.1', port }, resolve)
  })
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
