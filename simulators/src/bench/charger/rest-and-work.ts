import { setTimeout as pause } from 'node:timers/promises'
import type { BenchCentralSystem } from './bench-central-system.ts'
import {
  bareClient,
  type ChargerBenchOptions,
  type ChargerFigure,
  harnessArguments,
  mebibytes,
} from './figure.ts'
import { Subject } from './subject.ts'

const settleMs = 5_000

/** Processor time and memory: idle, and with four sockets that charge at a sample a second. */
export async function atRestAndAtWork(
  { seconds, progress }: ChargerBenchOptions,
  central: BenchCentralSystem,
  folder: string,
): Promise<ChargerFigure[]> {
  progress(`idle, ${seconds} s`)
  const idle = await measure(central, harnessArguments(central, folder, 4), { seconds, sockets: 0 })
  progress(`four sockets at a sample a second, ${seconds} s`)
  const busy = await measure(central, harnessArguments(central, folder, 4), { seconds, sockets: 4 })
  progress(`bare client, ${seconds} s twice`)
  const bareIdle = await measure(central, [bareClient, central.url, '0'], { seconds, sockets: 0 })
  const bareBusy = await measure(central, [bareClient, central.url, '4'], { seconds, sockets: 0 })
  const figure = (what: string, unit: string, value: number, bare: number): ChargerFigure => ({
    what,
    unit,
    value,
    yardstick: { what: 'bare ws client', value: bare },
  })
  return [
    figure('processor, idle', '% of a core', idle.cpuPercent, bareIdle.cpuPercent),
    figure('processor, four sockets at 1 s', '% of a core', busy.cpuPercent, bareBusy.cpuPercent),
    figure('resident memory, idle', 'MiB', mebibytes(idle.residentBytes), mebibytes(bareIdle.residentBytes)),
    figure(
      'resident memory, four sockets at 1 s',
      'MiB',
      mebibytes(busy.residentBytes),
      mebibytes(bareBusy.residentBytes),
    ),
  ]
}

async function measure(
  central: BenchCentralSystem,
  args: readonly string[],
  { seconds, sockets }: { seconds: number; sockets: number },
): Promise<{ cpuPercent: number; residentBytes: number }> {
  const before = central.count('StartTransaction')
  const subject = Subject.start(args)
  try {
    await subject.ready()
    await pause(settleMs)
    for (let connector = 1; connector <= sockets; connector += 1) {
      subject.tell({ cmd: 'plug_in', connector })
      subject.tell({ cmd: 'swipe', token: `CARD-${connector}`, connectors: [connector] })
    }
    await pause(settleMs)
    if (central.count('StartTransaction') - before !== sockets) throw new Error('not every socket charges')
    const cpuMs = subject.cpuMs()
    await pause(seconds * 1_000)
    return {
      cpuPercent: (subject.cpuMs() - cpuMs) / (seconds * 10),
      residentBytes: subject.residentBytes(),
    }
  } finally {
    await subject.end()
  }
}
