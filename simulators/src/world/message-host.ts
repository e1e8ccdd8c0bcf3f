import { templateRegistrations } from '@colok/cloud/message-templates'
import type { Clock } from '@colok/shared/time'
import type { MessagingFault } from '../messaging/faults.ts'
import { createMessagingProviders, type MessagingProviders } from '../messaging/providers.ts'
import type { Chronicle } from './chronicle.ts'
import { Dice } from './dice.ts'

/** WhatsApp and the phones behind it: outside of the central system, which may be killed meanwhile. */
export class MessageHost {
  readonly #providers: MessagingProviders
  readonly #clock: Clock
  readonly #dice: Dice
  /** Numbers to which the central system has said that it would write. */
  readonly #expected = new Set<string>()
  /** What may make a message arrive again, or never. */
  readonly struckBy = new Set<MessagingFault | 'killed'>()
  /** Hands each message over twice: planted bugs only. */
  doubles = false

  /** `deliver` reaches the central system of now, and rejects where there is none. */
  constructor(parts: {
    readonly seed: number
    readonly clock: Clock
    readonly chronicle: Chronicle
    readonly deliver: (request: Request) => Promise<Response>
  }) {
    const { seed, clock, chronicle } = parts
    this.#clock = clock
    this.#dice = new Dice(seed, 'message lines')
    this.#providers = createMessagingProviders({
      clock,
      random: new Dice(seed, 'message providers').random,
      urls: { whatsapp: 'http://whatsapp.world', telegram: 'http://telegram.world' },
      callbackUrl: () => 'http://csms.world/messaging',
      templates: templateRegistrations(),
      fetch: async (input, init) => {
        const request = new Request(input, init)
        await this.#travel()
        const response = await parts.deliver(request)
        chronicle.note('messages', `word of a delivery was answered ${response.status}`)
        return response
      },
    })
  }

  /** The central system's account. */
  get account() {
    return { whatsapp: this.#providers.accounts.whatsapp }
  }

  /** Takes the central system's requests to WhatsApp. */
  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    await this.#travel()
    if (this.doubles) await this.#providers.fetch(request.clone())
    const response = await this.#providers.fetch(request)
    await this.#travel()
    return response
  }

  arm(fault: MessagingFault, times: number): void {
    this.#providers.whatsapp.faults.arm(fault, times)
    if (times > 0) this.struckBy.add(fault)
  }

  /** The central system has said that it would write to this number. */
  expect(number: string): void {
    this.#expected.add(number)
  }

  /** How many receipts each number that waits for one has had; change that waits for its owner is told of beside them. */
  arrived(): { readonly number: string; readonly count: number }[] {
    return [...this.#expected].map((number) => {
      const messages = this.#providers.inbox.find('whatsapp', number)?.messages ?? []
      const count = messages.filter(
        ({ template, state }) => template?.includes('receipt') && state !== 'failed',
      ).length
      return { number, count }
    })
  }

  #travel(): Promise<void> {
    return new Promise((resolve) => this.#clock.after(this.#dice.between(10, 300), resolve))
  }
}
