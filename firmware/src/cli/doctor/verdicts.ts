import type { DevicesConfig } from '../../devices/catalogue.ts'
import type { MeterReading } from '../../devices/contracts.ts'
import {
  boardCheck,
  doorChecks,
  emergencyStopCheck,
  leakageCheck,
  leakageTestChecks,
  socketCheck,
} from './board-verdicts.ts'
import type { Check } from './check.ts'
import type { Observation } from './observe.ts'
import { portHint } from './port-hint.ts'

/** PLN's service: 230 V + 5 % / − 10 %, as hardware.md S17 has it. */
const mainsMv = { lowest: 207_000, highest: 241_500 }
/** Soon enough to have a meter exchanged. */
const sealWarningDays = 60
const dayMs = 86_400_000

/** One check for each device of the configuration, by what was seen of it. `today` is an ISO date. */
export function deviceChecks(config: DevicesConfig, seen: Observation, today: string): Check[] {
  return [
    boardCheck(config, seen.board),
    emergencyStopCheck(seen.board),
    leakageCheck(seen.board),
    ...leakageTestChecks(seen.board),
    ...doorChecks(seen.board),
    ...config.connectors.map((_, index) => socketCheck(index + 1, seen)),
    ...config.cardReaders.map((reader, index) => readerCheck(index + 1, reader, seen.cardReaders[index])),
    ...config.connectors.flatMap(({ meter }, index) => {
      const connectorId = index + 1
      return [
        meterCheck(connectorId, meter.port, seen.meters[index]),
        ...sealChecks(connectorId, meter, today),
      ]
    }),
  ]
}

function readerCheck(
  number: number,
  { product, port }: DevicesConfig['cardReaders'][number],
  found: Observation['cardReaders'][number] | undefined,
): Check {
  const device = `Card reader ${number}`
  if (found?.fault)
    return {
      device,
      verdict: 'fail',
      finding: found.fault.message,
      hint: portHint(port, found.fault),
    }
  if (product === 'rdm6300')
    return {
      device,
      verdict: 'look',
      finding: `${port} is open; an RDM6300 speaks only when a card is there`,
      hint: 'Its cards are copied in seconds: never for staff or money. Hold one to it, with --cards.',
    }
  return found?.readyAs === undefined
    ? {
        device,
        verdict: 'fail',
        finding: `no answer on ${port}`,
        hint: 'Check TX and RX (crossed), 3.3 V, and that both switches of the PN532 are at 0 (HSU).',
      }
    : { device, verdict: 'ok', finding: `${found.readyAs}, on ${port}` }
}

function meterCheck(
  connectorId: number,
  port: string,
  found: Observation['meters'][number] | undefined,
): Check {
  const device = `Meter ${connectorId}`
  const reading = found?.readings.at(-1)
  const lineHint = 'Check A and B (swapped?), its address and its rate; it is dead without mains.'
  if (found?.fault) {
    // The port is open, and nobody speaks on it.
    const isMute = /has not answered/.test(found.fault.message)
    const hint = isMute ? lineHint : portHint(port, found.fault)
    return { device, verdict: 'fail', finding: found.fault.message, hint }
  }
  if (!reading) return { device, verdict: 'fail', finding: `no reading on ${port}`, hint: lineHint }
  const finding = describe(reading)
  if (reading.voltageMv < mainsMv.lowest || reading.voltageMv > mainsMv.highest)
    return {
      device,
      verdict: 'warn',
      finding,
      hint: 'The mains are outside 207 to 241.5 V: measure at the terminals, then call the supplier.',
    }
  return { device, verdict: 'ok', finding }
}

function describe({ voltageMv, currentMa, powerW, energyWh }: MeterReading): string {
  return `${(voltageMv / 1000).toFixed(1)} V, ${currentMa} mA, ${powerW} W, register ${energyWh} Wh`
}

function sealChecks(
  connectorId: number,
  { product, seal }: DevicesConfig['connectors'][number]['meter'],
  today: string,
): Check[] {
  const device = `Seal ${connectorId}`
  if (!seal && product === 'pzem-004t')
    return [
      {
        device,
        verdict: 'warn',
        finding: 'a PZEM-004T is no billing meter',
        hint: 'For demonstrations only: energy sold by kWh needs a sealed meter.',
      },
    ]
  if (!seal)
    return [
      {
        device,
        verdict: 'warn',
        finding: 'no seal in the configuration',
        hint: `Enter devices.connectors.${connectorId - 1}.meter.seal as it stands on the meter.`,
      },
    ]
  const daysLeft = Math.floor((Date.parse(seal.expiresOn) - Date.parse(today)) / dayMs)
  const finding = `${seal.number}, until ${seal.expiresOn}`
  if (daysLeft < 0)
    return [
      {
        device,
        verdict: 'fail',
        finding: `${finding}: lapsed`,
        hint: 'Have the meter verified anew (tera) or exchanged before energy is sold by kWh.',
      },
    ]
  return daysLeft < sealWarningDays
    ? [{ device, verdict: 'warn', finding, hint: `${daysLeft} days left: have the meter verified anew.` }]
    : [{ device, verdict: 'ok', finding }]
}
