import type { DevicesConfig } from '../../devices/catalogue.ts'
import type { DirectWiring } from '../../devices/drivers/direct-board.ts'
import type { Check } from './check.ts'
import type { Observation } from './observe.ts'
import { portHint } from './port-hint.ts'

/** Terminals of an idle socket in the tropics; anything else is a broken or shorted thermistor, or a fire. */
const coldDeciC = 100
const hotDeciC = 650
/** A meter's own noise with nothing drawn. */
const idleMa = 50

export function boardCheck({ ioBoard }: DevicesConfig, { answers, fault }: Observation['board']): Check {
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

export function emergencyStopCheck({ emergencyStop }: Observation['board']): Check {
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

export function leakageCheck({ answers, hazards }: Observation['board']): Check {
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

export function leakageTestChecks({ leakageTest }: Observation['board']): Check[] {
  const device = 'Leakage test'
  const hint =
    'Check the module, its test wire (A2) and its trip wire (A1); no socket closes before it passes.'
  switch (leakageTest) {
    case undefined:
      return []
    case 'passed':
      return [{ device, verdict: 'ok', finding: 'tripped when tested, and cleared' }]
    case 'running':
      return [{ device, verdict: 'look', finding: 'still running', hint: 'Run doctor again in 10 s.' }]
    case 'stuck':
      return [{ device, verdict: 'fail', finding: 'tripped already before the test', hint }]
    case 'noTrip':
      return [{ device, verdict: 'fail', finding: 'the test did not trip it', hint }]
    case 'wontClear':
      return [{ device, verdict: 'fail', finding: 'still tripped after the test', hint }]
  }
}

export function doorChecks({ door, tampered }: Observation['board']): Check[] {
  const checks: Check[] = []
  if (door === 'open')
    checks.push({
      device: 'Service door',
      verdict: 'look',
      finding: 'open, so every relay stays open',
      hint: 'Closed? Then its switch or wire is at fault.',
    })
  if (door === 'closed') checks.push({ device: 'Service door', verdict: 'ok', finding: 'closed' })
  if (door === 'unknown')
    checks.push({
      device: 'Service door',
      verdict: 'fail',
      finding: 'the board cannot read its switches',
      hint: 'Check the expander at 0x21: address, supply, I2C wires.',
    })
  if (tampered !== undefined && door !== 'unknown')
    checks.push(
      tampered
        ? {
            device: 'Tamper switch',
            verdict: 'warn',
            finding: 'something is wrong with the housing',
            hint: 'Close it; else look for a cut wire.',
          }
        : { device: 'Tamper switch', verdict: 'ok', finding: 'housing closed' },
    )
  return checks
}

export function socketCheck(connectorId: number, seen: Observation): Check {
  const device = `Socket ${connectorId}`
  const { closed, plugged, welded = [], temperatureDeciC } = seen.sockets[connectorId - 1] ?? {}
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
  if (welded.length > 0)
    return {
      device,
      verdict: 'fail',
      finding: `switching element ${welded.join(' and ')} is welded; the other keeps it open`,
      hint: 'Exchange the element, then have the lock cleared. It must not go back into use before.',
    }
  if (currentMa > idleMa)
    return {
      device,
      verdict: 'fail',
      finding: `${currentMa} mA flow though it reads as open`,
      hint: 'Cut the supply at the breaker. The voltage sensing or the meter’s wiring is wrong.',
    }
  const heat = temperatureDeciC === undefined ? '' : `, terminals at ${(temperatureDeciC / 10).toFixed(1)} °C`
  const finding = `open, ${plugged ? 'a plug is in' : 'no plug in'}${heat}`
  if (temperatureDeciC !== undefined && (temperatureDeciC < coldDeciC || temperatureDeciC > hotDeciC))
    return { device, verdict: 'warn', finding, hint: 'Not charging, and still so? Check the thermistor.' }
  return { device, verdict: 'ok', finding }
}
