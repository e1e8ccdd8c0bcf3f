import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

/** Takes whatever comes over web sockets and posts it on: the least that lies between a charger and a messaging provider. */
const [url = ''] = process.argv.slice(2)
const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  perMessageDeflate: false,
  clientTracking: false,
})
server.on('connection', (socket) => {
  socket.on('message', (data) => {
    void post(String(data))
  })
})
server.on('listening', () => {
  process.stdout.write(`ws://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})

async function post(text: string): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ chat_id: 7, text }),
  })
  await answer.text()
}
