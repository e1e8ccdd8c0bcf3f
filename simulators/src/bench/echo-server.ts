/**
 * The yardstick: a bare `ws` server with the same socket options as the central system, which sends every message
 * back as it came; with `--json` it reads each as a CALL and answers with an empty CALLRESULT. It prints its port and
 * lives until it is told to stop.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type RawData, WebSocketServer } from 'ws'

const server = createServer()
const sockets = new WebSocketServer({
  server,
  perMessageDeflate: false,
  clientTracking: false,
  maxPayload: 65_536,
  handleProtocols: () => 'ocpp1.6',
})
const answersInJson = process.argv.includes('--json')
sockets.on('connection', (socket) => {
  socket.on('message', (data) => socket.send(answersInJson ? answerTo(data) : data, { binary: false }))
})

function answerTo(data: RawData): string {
  const [, id] = JSON.parse(data.toString()) as unknown[]
  return JSON.stringify([3, id, {}])
}

server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`)
})
process.once('SIGTERM', () => process.exit(0))
