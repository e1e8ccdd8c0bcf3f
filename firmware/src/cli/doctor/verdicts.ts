import type { DevicesConfig } from '../../devices/catalogue.ts'
import type { DeviceFault, MeterReading } from '../../devices/contracts.ts'
import type { DirectWiring } from '../../devices/drivers/direct-board.ts'
import type { Check } from './check.ts'
import type { Observation } from './observe.ts'

/** PLN's service: 230 V + 5 % / − 10 %, as hardware.md S17 has it. */
const mainsMv = { lowest: 207_000, highest: 241_500 }
/** A meter's own noise with nothing drawn. */
const idleMa = 50
/** Soon enough to have a meter exchanged. */
const sealWarningDays = 60
const dayMs = 86_400_000

/** One check for each device of the configuration, by what was seen of it. `today` is an ISO date. */
export function deviceChecks(config: DevicesConfig, seen: Observation, today: string): Check[] {
  return [
    boardCheck(config, seen.board),
    emergencyStopCheck(seen.board),
    leakageCheck(seen.board),
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

function boardCheck({ ioBoard }: DevicesConfig, { answers, fault }: Observation['board']): Check {
  const device = 'I/O board'
  if (ioBoard.product === 'linux-gpio') return directBoardCheck(ioBoard.wiring, { answers, fault })
  if (fault?.code === 'refused')
    return {
      device,
      verdict: 'fail',
      finding: fault.message,
      hint: `Flash it: colok-charger flash-board --port ${ioBoard.port}`,
    }
  if (fault) return { device, verdict: 'fail', finding: fault.message, hint: portHint(ioBoard.port, fault) }
  if (!answers)
    return {
      device,
      verdict: 'fail',
      finding: `nothing heard on ${ioBoard.port}`,
      hint: 'Check its USB cable and its power light; flash it if it is new.',
    }
  return { device, verdict: 'ok', finding: `answers on ${ioBoard.port}; its dead-man guards the relays` }
}

/** A post without an I/O board: nothing but a watchdog in hardware opens the relays of a computer that hangs. */
function directBoardCheck(
  { chip, watchdog }: DirectWiring,
  { answers, fault }: Pick<Observation['board'], 'answers' | 'fault'>,
): Check {
  const device = 'GPIO'
  if (!watchdog)
    return {
      device,
      verdict: 'fail',
      finding: 'no hardware watchdog in the coils’ supply; no relay is ever closed',
      hint: 'Fit one (a retriggerable timer of 2 s at most) and configure ioBoard.wiring.watchdog.',
    }
  if (fault || !answers)
    return {
      device,
      verdict: 'fail',
      finding: fault?.message ?? `nothing from gpiochip${chip}`,
      hint: 'Group gpio? Are the lines free (gpioinfo)? Is node-libgpiod installed?',
    }
  return {
    device,
    verdict: 'ok',
    finding: `gpiochip${chip}, relays behind a watchdog of ${watchdog.timeoutMs} ms`,
  }
}

function emergencyStopCheck({ emergencyStop }: Observation['board']): Check {
  const device = 'Emergency stop'
  if (emergencyStop === undefined)
    return { device, verdict: 'fail', finding: 'not known', hint: 'The I/O board has to answer first.' }
  return emergencyStop
    ? {
        device,
        verdict: 'fail',
        finding: 'pressed, or its loop is broken',
        hint: 'Turn the button to release it; else look for a broken wire at A0.',
      }
    : { device, verdict: 'ok', finding: 'released' }
}

function leakageCheck({ answers, hazards }: Observation['board']): Check {
  const device = 'Leakage'
  if (!answers)
    return { device, verdict: 'fail', finding: 'not known', hint: 'The I/O board has to answer first.' }
  return hazards.size > 0
    ? {
        device,
        verdict: 'fail',
        finding: `tripped (${[...hazards].join(', ')}), or its loop is broken`,
        hint: 'Unplug everything; else look for a broken wire at A1, then have the module checked.',
      }
    : { device, verdict: 'ok', finding: 'not tripped' }
}

function socketCheck(connectorId: number, seen: Observation): Check {
  const device = `Socket ${connectorId}`
  const { closed, plugged } = seen.sockets[connectorId - 1] ?? {}
  const currentMa = seen.meters[connectorId - 1]?.readings.at(-1)?.currentMa ?? 0
  if (closed === undefined)
    return { device, verdict: 'fail', finding: 'not known', hint: 'The I/O board has to answer first.' }
  if (closed)
    return {
      device,
      verdict: 'fail',
      finding: 'LIVE though nobody asked: a switching element is welded, or the sensing is wrong',
      hint: 'Cut the supply at the breaker now. Exchange both elements; do not put it back into use.',
    }
  if (currentMa > idleMa)
    return {
      device,
      verdict: 'fail',
      finding: `${currentMa} mA flow though it reads as open`,
      hint: 'Cut the supply at the breaker. The voltage sensing or the meter’s wiring is wrong.',
    }
  return { device, verdict: 'ok', finding: `open, ${plugged ? 'a plug is in' : 'no plug in'}` }
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
  if (found?.fault)
    return { device, verdict: 'fail', finding: found.fault.message, hint: portHint(port, found.fault) }
  if (!reading)
    return {
      device,
      verdict: 'fail',
      finding: `no reading on ${port}`,
      hint: 'Check A and B (swapped?), its address and its rate; it is dead without mains.',
    }
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

/** What usually lies behind a port that does not open, by the words of the system. */
function portHint(port: string, { message, code }: DeviceFault): string {
  if (/no such|ENOENT|cannot find/i.test(message))
    return `There is no ${port}: is it plugged in? ls -l /dev/serial/by-id`
  if (/permission|EACCES/i.test(message))
    return 'No permission: add the user to the group dialout, then sign in again.'
  if (/lock|busy|temporarily unavailable/i.test(message))
    return 'Another program has it: stop the charger first (systemctl stop colok-charger).'
  if (code === 'badData') return 'Wrong rate or parity, a loose ground, or two devices with one address.'
  if (code === 'refused') return 'Another product answers: check `product` in the configuration.'
  return 'Check power, cable and port; then run doctor again.'
}
