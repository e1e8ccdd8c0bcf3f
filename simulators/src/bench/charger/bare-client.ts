/**
 * The yardstick of the charger's process: a bare `ws` client that says hello once connected and then, with a number of
 * texts a second, sends them. It ends with its input.
 */
import { WebSocket } from 'ws'

const [url = '', perSecond = '0'] = process.argv.slice(2)
const text = JSON.stringify([2, 'bare', 'Heartbeat', {}])
const socket = new WebSocket(url, 'ocpp1.6', { perMessageDeflate: false })
socket.on('open', () => {
  socket.send(text)
  process.stdout.write('{"event":"ready"}\n')
  for (let index = 0; index < Number(perSecond); index += 1) setInterval(() => socket.send(text), 1_000)
})
process.stdin.on('end', () => process.exit(0)).resume()
