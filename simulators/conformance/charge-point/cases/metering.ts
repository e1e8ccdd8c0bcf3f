import type { Request } from '@colok/shared/ocpp/registry'
import { must } from '@colok/shared/testing/conformance/case-failure'
import type { ConformanceCase } from '../kit/bench.ts'
import { booted, charging, configure, expectStop } from '../kit/states.ts'

const sampleIntervalS = 1
const alignedIntervalS = 2
/** How far from its boundary an instant may be: the test document allows one second. */
const toleranceMs = 1_000
const measurands = ['Energy.Active.Import.Register', 'Power.Active.Import', 'Voltage']
const secondsADay = 86_400

type Samples = Request<'MeterValues'>['meterValue'][number]

export const metering: readonly ConformanceCase[] = [
  {
    id: 'TC_070_CS',
    title: 'sampled meter values',
    profile: 'Core',
    charger: { loadW: 1_200 },
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await configure(bench, {
        MeterValueSampleInterval: String(sampleIntervalS),
        ClockAlignedDataInterval: '0',
        MeterValuesSampledData: measurands.join(','),
      })
      const start = await charging(bench)
      const { transactionId } = start.confirmation
      const samples: Samples[] = []
      while (samples.length < 3) {
        const { request } = await central.expectCall('MeterValues', { connectorId: 1, transactionId })
        samples.push(...request.meterValue)
      }
      for (const sample of samples) requireMeasured(sample, 'Sample.Periodic', measurands)
      for (const [index, { timestamp }] of samples.entries()) {
        const before = samples[index - 1]
        if (before === undefined) continue
        const apartMs = Date.parse(timestamp) - Date.parse(before.timestamp)
        must(
          Math.abs(apartMs - sampleIntervalS * 1_000) <= toleranceMs,
          `samples lie ${apartMs} ms apart, wanted ${sampleIntervalS} s`,
        )
      }
      requireEnergyRises(samples)
      await central.callFor('RemoteStopTransaction', { transactionId }, 'Accepted')
      await expectStop(bench, start, { reason: 'Remote' })
      await central.expectStatus(1, 'Finishing')
      await charger.plugOut()
      await central.expectStatus(1, 'Available')
    },
  },
  {
    id: 'TC_071_CS',
    title: 'clock-aligned meter values',
    profile: 'Core',
    charger: { loadW: 1_200 },
    async run(bench) {
      const { central } = bench
      await booted(bench)
      await configure(bench, {
        MeterValueSampleInterval: '0',
        ClockAlignedDataInterval: String(alignedIntervalS),
        MeterValuesAlignedData: 'Energy.Active.Import.Register',
      })
      const start = await charging(bench)
      const { transactionId } = start.confirmation
      const samples: Samples[] = []
      while (samples.length < 3) {
        const { request } = await central.expectCall(
          'MeterValues',
          { transactionId },
          { where: ({ connectorId, ...rest }) => connectorId === 1 && rest.transactionId !== undefined },
        )
        samples.push(...request.meterValue)
      }
      for (const sample of samples) {
        requireMeasured(sample, 'Sample.Clock', ['Energy.Active.Import.Register'])
        const sinceMidnightMs = Date.parse(sample.timestamp) % (secondsADay * 1_000)
        const beyondMs = sinceMidnightMs % (alignedIntervalS * 1_000)
        must(beyondMs < toleranceMs, `${sample.timestamp} is ${beyondMs} ms past a boundary of the clock`)
      }
      requireEnergyRises(samples)
    },
  },
]

/** Each sample holds the measurands that were configured, no others, with its context. */
function requireMeasured({ sampledValue }: Samples, context: string, wanted: readonly string[]): void {
  // OCPP 1.6 §7.43: what is left out is Sample.Periodic and Energy.Active.Import.Register.
  const told = sampledValue.map(({ measurand = 'Energy.Active.Import.Register' }) => measurand)
  must(
    [...new Set(told)].sort().join() === [...wanted].sort().join(),
    `measured are ${told.join(', ')}; wanted are ${wanted.join(', ')}`,
  )
  for (const value of sampledValue)
    must(
      (value.context ?? 'Sample.Periodic') === context,
      `context is ${value.context ?? 'left out'}, wanted ${context}`,
    )
}

function requireEnergyRises(samples: readonly Samples[]): void {
  const registers = samples.flatMap(({ sampledValue }) =>
    sampledValue
      .filter(({ measurand }) => measurand === undefined || measurand === 'Energy.Active.Import.Register')
      .map(({ value, unit = 'Wh' }) => Number(value) * (unit === 'kWh' ? 1_000 : 1)),
  )
  must(registers.length >= samples.length, 'a sample is without Energy.Active.Import.Register')
  must(
    registers.every((wh, index) => Number.isFinite(wh) && (index === 0 || wh >= (registers[index - 1] ?? 0))),
    `the energy register falls: ${registers.join(', ')}`,
  )
}
