/**
 * The other yardstick: `ocpp-rpc` as a server with strict validation, as its own documentation sets it up. It answers
 * rightly and stores nothing. It prints its port and lives until it is told to stop.
 */
import type { AddressInfo } from 'node:net'
import { RPCServer } from 'ocpp-rpc'

const server = new RPCServer({ protocols: ['ocpp1.6'], strictMode: true })
let transactionId = 0

server.on('client', (client) => {
  client.handle('BootNotification', () => ({
    status: 'Accepted',
    interval: 300,
    currentTime: new Date().toISOString(),
  }))
  client.handle('Heartbeat', () => ({ currentTime: new Date().toISOString() }))
  client.handle('StatusNotification', () => ({}))
  client.handle('MeterValues', () => ({}))
  client.handle('StartTransaction', () => {
    transactionId += 1
    return { transactionId, idTagInfo: { status: 'Accepted' } }
  })
  client.handle('StopTransaction', () => ({ idTagInfo: { status: 'Accepted' } }))
})
const http = await server.listen(0, '127.0.0.1')
process.stdout.write(`${JSON.stringify({ port: (http.address() as AddressInfo).port })}\n`)
process.once('SIGTERM', () => process.exit(0))
