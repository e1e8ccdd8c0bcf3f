import type { Clock } from '@colok/shared/time'
import { admit } from './accounts.ts'
import type { Chronicle } from './chronicle.ts'
import type { CloudHost } from './cloud-host.ts'
import type { Dice } from './dice.ts'
import { insist } from './insist.ts'
import type { MessageHost, Whereabouts } from './message-host.ts'
import { chargePointIdOf } from './neighbourhood.ts'
import { partnerAt, partners } from './partners.ts'

/** What somebody writes by chat, and how often. */
const actions = {
  ping: 2,
  status: 2,
  resets: 4,
  resetsTwice: 2,
  guessesTheCode: 2,
  declines: 1,
  closesIncidents: 3,
  strangerResets: 2,
  driverResets: 2,
} as const

const minute = 60_000
const writesEveryMs = 25 * minute
/** Whoever waits for a code looks at the phone for so long. */
const patienceMs = 110_000
const looksEveryMs = 5_000

export interface Technician {
  readonly name: string
  readonly site: string
  readonly at: Whereabouts
  readonly cookie: string
  readonly chargePointIds: readonly string[]
}

export interface TechnicianParts {
  readonly cloud: CloudHost
  readonly clock: Clock
  readonly dice: Dice
  readonly chronicle: Chronicle
  readonly messages: MessageHost
  readonly chargers: readonly number[]
}

/** Who has a number, and no right to command anything. */
const powerless = {
  stranger: { channel: 'telegram', address: '990001' },
  driver: { channel: 'whatsapp', address: '+6281399990001' },
} as const satisfies Readonly<Record<string, Whereabouts>>

/** A technician for each site, one on Telegram and one on WhatsApp, who is told of its alerts and commands by chat. */
export class Technicians {
  readonly #parts: TechnicianParts
  readonly all: Technician[] = []
  /** How often each charger's restart was confirmed with its code. */
  readonly confirmed = new Map<string, number>()
  /** Incidents that each technician has said to be done. */
  readonly done = new Map<string, Set<number>>()
  #open = true

  constructor(parts: TechnicianParts) {
    this.#parts = parts
  }

  /** Makes their accounts, tells the central system whom to alert of what, and makes a Telegram chat theirs. */
  async enter(): Promise<void> {
    const { chargers, cloud } = this.#parts
    for (const [index, { site }] of partners.entries()) {
      const isOnTelegram = index === 0
      const phone = `+6281388880${String(index).padStart(3, '0')}`
      const account = { id: `technician-${site}`, name: `Technician of ${site}`, phone }
      const cookie = await admit(this.#parts, { ...account, role: 'technician' })
      const at: Whereabouts = isOnTelegram
        ? { channel: 'telegram', address: `88000${index}` }
        : { channel: 'whatsapp', address: phone }
      const numbers = chargers.filter((number) => partnerAt(number).site === site)
      this.all.push({ name: account.name, site, at, cookie, chargePointIds: numbers.map(chargePointIdOf) })
      await this.#alert(site, at)
      if (!isOnTelegram) continue
      const made = await cloud.request('/api/v1/chat/link-codes', {
        method: 'POST',
        headers: { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' },
      })
      const { code } = JSON.parse(made?.text ?? '{}') as { code: string }
      this.#write(at, `/start ${code}`, '/start …')
    }
    const driver = { id: 'driver-who-commands', name: 'Driver', phone: powerless.driver.address }
    await admit(this.#parts, driver)
  }

  /** Has all that is wrong at a site told at once to its technician, and to a mailbox of its own. */
  async #alert(site: string, { channel, address }: Whereabouts): Promise<void> {
    const mailbox = mailboxOf(site)
    for (const [slug, contact] of [
      [`chat-${site}`, { name: site, channel, address, language: 'en' }],
      [`mail-${site}`, { name: site, channel: 'email', address: mailbox, language: 'en' }],
    ] as const)
      await insist(this.#parts, { method: 'PUT', path: `/alert-contacts/${slug}`, body: contact })
    const steps = [{ afterMinutes: 0, contacts: [`chat-${site}`, `mail-${site}`] }]
    for (const kind of ['fault', 'offline', 'report', 'door'] as const) {
      const rule = { kind, name: `Wrong: ${kind}`, severity: 'critical', site, steps }
      await insist(this.#parts, { method: 'PUT', path: `/alert-rules/${kind}-${site}`, body: rule })
    }
  }

  start(): void {
    const { clock, dice } = this.#parts
    clock.after(dice.exponential(writesEveryMs), () => {
      if (!this.#open) return
      void this.#act()
      this.start()
    })
  }

  close(): void {
    this.#open = false
  }

  /** Everything that is still open is done: with the last word of the day. */
  async finish(): Promise<void> {
    for (const technician of this.all) await this.#closeIncidents(technician)
  }

  async #act(): Promise<void> {
    const { dice } = this.#parts
    const action = dice.weighted(actions)
    const technician = this.all[dice.between(0, this.all.length - 1)]
    const number = dice.between(0, 999)
    const target = technician?.chargePointIds[number % technician.chargePointIds.length]
    if (technician === undefined || target === undefined) return
    const { at } = technician
    switch (action) {
      case 'ping':
        return this.#write(at, 'ping')
      case 'status':
        return this.#write(at, `status ${target}`)
      case 'closesIncidents':
        return this.#closeIncidents(technician)
      case 'strangerResets':
        return this.#write(powerless.stranger, `reset ${target}`)
      case 'driverResets':
        this.#write(powerless.driver, `reset ${target}`)
        return this.#write(powerless.driver, 'done 1')
      default:
        return this.#reset(at, target, action)
    }
  }

  /** Asks for a restart, waits for the code, and does with it what comes to mind. */
  async #reset(
    at: Whereabouts,
    target: string,
    action: 'resets' | 'resetsTwice' | 'guessesTheCode' | 'declines',
  ): Promise<void> {
    const { messages } = this.#parts
    const before = messages.arrivedAt(at).length
    this.#write(at, `reset ${target}`)
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += looksEveryMs) {
      await this.#wait(looksEveryMs)
      const code = codeIn(messages.arrivedAt(at).slice(before), target)
      if (code === undefined) continue
      if (action === 'declines') return this.#write(at, 'no')
      const wrong = String((Number(code) + 1) % 10_000).padStart(4, '0')
      // What is meant is written down before it is sent: it may act at once.
      if (action === 'guessesTheCode') return this.#write(at, wrong, 'a wrong code')
      this.confirmed.set(target, (this.confirmed.get(target) ?? 0) + 1)
      this.#write(at, code, 'the code')
      if (action === 'resetsTwice') this.#write(at, code, 'the code again')
      return
    }
  }

  async #closeIncidents({ name, site, at }: Technician): Promise<void> {
    const open = await this.#parts.cloud.rows<{ number: number }>(
      `select number from incident join site on site.id = site_id where closed_at is null and slug = ? order by number`,
      [site],
    )
    const own = this.done.get(name) ?? new Set<number>()
    this.done.set(name, own)
    for (const { number } of open) {
      own.add(number)
      this.#write(at, `done ${number}`)
    }
  }

  #write(from: Whereabouts, text: string, told = text): void {
    const { chronicle, messages } = this.#parts
    chronicle.note('messages', `${from.address} writes ${told}`)
    messages.write(from, text)
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.#parts.clock.after(ms, resolve))
  }

  /** Where those are written to who may command nothing. */
  get powerless(): readonly Whereabouts[] {
    return Object.values(powerless)
  }
}

/** Of those who read of a site's alerts in the office. */
export function mailboxOf(site: string): string {
  return `${site}@mail.world`
}

/** The code that a question asks for, of the newest that is about this charger. */
function codeIn(messages: readonly { readonly text: string }[], target: string): string | undefined {
  const question = messages.findLast(
    ({ text }) => text.includes(`Mulai ulang ${target}?`) || text.includes(`Restart ${target}?`),
  )
  return /(?:Balas|Reply) (\d{4}) /.exec(question?.text ?? '')?.[1]
}
