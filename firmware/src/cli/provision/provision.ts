import { existsSync, readFileSync } from 'node:fs'
import { type ClaimAnswer, formatClaimCode, readClaimCode } from '@colok/shared/provisioning'
import { parseConfig } from '../../config.ts'
import { devicesConfig } from '../../devices/catalogue.ts'
import { AtomicFile } from '../atomic-file.ts'
import { type Terminal, wrap } from '../terminal.ts'
import { parseToolArguments } from '../tool-arguments.ts'
import { claim } from './claim.ts'

const provisionUsage = `colok-charger provision --cloud <https address> --claim <code>
                        --devices <file> --config <file>
                        [--serial-number <text>] [--force]

Asks the cloud who this charger is, with a claim code that an operator has
issued, and writes the configuration file. A code works once.

  --cloud          such as https://colok.example.id
  --claim          as on paper: 7K3M-9XP0-2Q4T
  --devices        JSON: the section "devices", the products on this post
  --config         the file to write; one that is there is kept
  --serial-number  without it, the one of this computer
  --force          replace a configuration that is there

Exit status: 0 written, 1 the cloud refuses or cannot be asked,
2 wrong usage, 73 the file cannot be written, 78 the devices are wrong.
`

export interface ProvisionParts {
  readonly terminal: Terminal
  readonly fetchFrom: typeof fetch
  /** The computer's own serial number, if it knows one. */
  readonly machineSerial: () => string | undefined
}

interface Job {
  readonly cloudUrl: URL
  readonly claimCode: string
  readonly serialNumber: string
  readonly devicesPath: string
  readonly configPath: string
  readonly force: boolean
}

/** Runs the tool and answers its exit status. The password is written to the file and shown nowhere. */
export async function provision(args: readonly string[], parts: ProvisionParts): Promise<number> {
  const { terminal } = parts
  const options = parseToolArguments(args, {
    cloud: { type: 'string' },
    claim: { type: 'string' },
    devices: { type: 'string' },
    config: { type: 'string' },
    'serial-number': { type: 'string' },
    force: { type: 'boolean' },
  })
  if (options.kind === 'help') {
    terminal.write(provisionUsage)
    return 0
  }
  const job = options.kind === 'wrong' ? options.problem : readJob(options.values, parts)
  if (typeof job === 'string') {
    terminal.writeError(`${job}\n\n${provisionUsage}`)
    return 2
  }
  return carryOut(job, parts)
}

/** What is to be done, or what is wrong with the options. */
function readJob(
  values: {
    cloud?: string | undefined
    claim?: string | undefined
    devices?: string | undefined
    config?: string | undefined
    'serial-number'?: string | undefined
    force?: boolean | undefined
  },
  { machineSerial }: ProvisionParts,
): Job | string {
  const { cloud, claim: typedCode, devices, config, force = false } = values
  if (cloud === undefined || typedCode === undefined || devices === undefined || config === undefined)
    return 'provision needs --cloud, --claim, --devices and --config'
  const cloudUrl = URL.canParse(cloud) ? new URL(cloud) : undefined
  if (!cloudUrl || !isTrustworthy(cloudUrl))
    return `--cloud is an https:// address, not ${cloud}: a password comes back that way`
  const claimCode = readClaimCode(typedCode)
  if (claimCode === undefined)
    return `${typedCode} is no claim code: one has 12 digits or letters, such as 7K3M-9XP0-2Q4T`
  const serialNumber = values['serial-number'] ?? machineSerial()
  if (serialNumber === undefined)
    return 'this computer knows no serial number of its own: say it with --serial-number'
  if (serialNumber.length < 1 || serialNumber.length > 25)
    return `a serial number has 1 to 25 characters, not ${serialNumber.length}`
  return { cloudUrl, claimCode, serialNumber, devicesPath: devices, configPath: config, force }
}

/** HTTPS; plain HTTP only on this very computer. */
function isTrustworthy({ protocol, hostname }: URL): boolean {
  return (
    protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
  )
}

/** All that can go wrong here goes wrong before the code is used up. */
async function carryOut(job: Job, { terminal, fetchFrom }: ProvisionParts): Promise<number> {
  const { configPath, force } = job
  let devices: unknown
  try {
    devices = readDevices(job.devicesPath)
  } catch (cause) {
    return failed(terminal, 78, messageOf(cause), 'Correct it first; the claim code has not been used.')
  }
  if (existsSync(configPath) && !force)
    return failed(terminal, 73, `${configPath} is there already`, 'Add --force to replace it.')
  let file: AtomicFile
  try {
    file = new AtomicFile(configPath)
  } catch (cause) {
    return failed(terminal, 73, messageOf(cause), 'The claim code has not been used.')
  }
  try {
    terminal.write(`Claiming with ${formatClaimCode(job.claimCode)} at ${job.cloudUrl.host} …\n`)
    const { claimCode, serialNumber } = job
    const result = await claim(job.cloudUrl, { claimCode, serialNumber }, fetchFrom)
    if (result.kind === 'failed')
      return failed(terminal, 1, `Not claimed: ${result.problem}`, result.whatNext)
    const { answer } = result
    const text = `${JSON.stringify(configurationOf(answer, serialNumber, devices), null, 2)}\n`
    // The charger reads it by the same rules, so what it would not start with is not written.
    parseConfig(configPath, text, devicesConfig)
    file.commit(text, { replace: force })
    terminal.write(
      `This is ${answer.chargePointId}. ${configPath} is written.\n` +
        `Next: colok-charger doctor --config ${configPath}\n`,
    )
    return 0
  } catch (cause) {
    return failed(
      terminal,
      73,
      messageOf(cause),
      'The claim code is used up: have the operator withdraw that charger and issue another code.',
    )
  } finally {
    file.discard()
  }
}

/** Throws an Error or a ConfigError that says what is wrong with the section. */
function readDevices(path: string): unknown {
  const text = readFileSync(path, 'utf8')
  const probe = { chargePointId: 'x', csmsUrl: 'wss://x', devices: JSON.parse(text) as unknown }
  parseConfig(path, JSON.stringify(probe), devicesConfig)
  return probe.devices
}

function configurationOf(answer: ClaimAnswer, serialNumber: string, devices: unknown) {
  return { ...answer, serialNumber, devices }
}

function failed(terminal: Terminal, status: number, what: string, whatNext: string): number {
  const lines = what.split('\n').map((line) => wrap(line, { indent: '  ', first: '' }))
  terminal.writeError(`${lines.join('\n')}\n${wrap(whatNext, { indent: '  ', first: '> ' })}\n`)
  return status
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

/** Where a Raspberry Pi and its kin keep their serial number, with a zero byte at its end. */
export function deviceTreeSerial(): string | undefined {
  const path = '/proc/device-tree/serial-number'
  if (!existsSync(path)) return undefined
  const serial = readFileSync(path, 'utf8').replaceAll('\0', '').trim()
  return serial === '' ? undefined : serial.slice(-25)
}
