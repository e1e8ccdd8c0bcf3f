import { cloudSubject, echoSubject } from './bench/cloud/subjects.ts'
import { flood } from './bench/cloud/messages.ts'
import { Fleet } from './bench/cloud/fleet.ts'
const opts = process.env.W1OPTS ? process.env.W1OPTS.split(' ') : []
const n = Number(process.env.W1N ?? 100)
const secs = Number(process.env.W1S ?? 4)
const s = await cloudSubject({ chargers: n, nodeOptions: opts })
const e = process.env.W1E ? await echoSubject({ chargers: n }) : undefined
for (const m of (process.env.W1M ?? 'StartStop').split(',')) {
  if (m.startsWith('p')) {
    for (const x of e ? [e, s] : [s]) {
    const fleet = await Fleet.connect(x.chargers)
    await fleet.order({ kind: 'boot', openTransactions: true })
    const r = await fleet.measure(x.server, { message: 'MeterValues', perSecond: Number(m.slice(1)) }, secs)
    await fleet.stop()
    console.log(x.name, 'paced', m, r.cpuUsPerMessage.toFixed(1), 'µs cpu', r.p50Ms.toFixed(3), 'p50', r.p99Ms.toFixed(2), 'p99') }
    continue
  }
  if (e) { const r = await flood(e, m as never, secs); console.log('echo', m, (r.messages / r.seconds).toFixed(0), '/s', r.cpuUsPerMessage.toFixed(1), 'µs cpu') }
  const r = await flood(s, m as never, secs)
  console.log(m, (r.messages / r.seconds).toFixed(0), '/s', r.cpuUsPerMessage.toFixed(1), 'µs cpu', r.p50Ms.toFixed(2), 'p50', r.p99Ms.toFixed(2), 'p99')
}
await s.stop(); await e?.stop()
