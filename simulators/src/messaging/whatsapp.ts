import { createHmac } from 'node:crypto'
import type { Clock, Random } from '@colok/shared/time'
import { Hono } from 'hono'
import { FaultSwitches } from '../payment-gateways/faults.ts'
import { type Notification, Notifier } from '../payment-gateways/notifier.ts'
import { type MessagingFault, slowMs } from './faults.ts'
import type { Conversation, Inbox, InboxMessage } from './inbox.ts'
import { RateOfEach } from './rate-of-each.ts'
import { errorBody, type GraphError, graphError } from './whatsapp-errors.ts'
import { readMessage } from './whatsapp-message.ts'
import { WhatsAppTemplates } from './whatsapp-templates.ts'

export interface WhatsAppBusiness {
  readonly accessToken: string
  readonly phoneNumberId: string
  readonly businessAccountId: string
  readonly appSecret: string
  readonly verifyToken: string
}

/** Meta tries for days, ever more seldom. */
const retriesMs = [10_000, 60_000, 600_000, 3_600_000, 6 * 3_600_000, 24 * 3_600_000]

const dayMs = 24 * 3_600_000

/** To the network, and from there to a phone that is on. */
const sentAfterMs = 150
const deliveredAfterMs = 600

/** One message in six seconds to one number, with some at once now and then. */
const pairRate = { burst: 45, everyMs: 6000 }

/** WhatsApp's Cloud API at its own paths, for one business. */
export class WhatsAppProvider {
  readonly faults = new FaultSwitches<MessagingFault>()
  readonly templates = new WhatsAppTemplates()
  readonly notifier: Notifier
  readonly #business: WhatsAppBusiness
  readonly #world: WhatsAppWorld
  readonly #app = new Hono()
  readonly #pairs: RateOfEach
  readonly #opaque = new Map<InboxMessage, string | undefined>()

  constructor(business: WhatsAppBusiness, world: WhatsAppWorld) {
    this.#business = business
    this.#world = world
    this.#pairs = new RateOfEach(world.clock, pairRate)
    this.notifier = new Notifier({ clock: world.clock, faults: this.faults, fetch: world.fetch })
    world.inbox.onProgress((conversation, message) => {
      if (conversation.channel === 'whatsapp') this.#tellState(conversation, message)
    })
    this.#serve()
  }

  /** Undefined when the connection breaks before the answer. */
  async answer(request: Request): Promise<Response | undefined> {
    if (this.faults.take('slow'))
      await new Promise<void>((resolve) => this.#world.clock.after(slowMs, resolve))
    const response = await this.#app.fetch(request)
    return response.ok && request.method === 'POST' && this.faults.take('loseAnswer') ? undefined : response
  }

  /** Asks the company's address whether it is theirs, as Meta does when the address is typed in. */
  async confirmAddress(): Promise<boolean> {
    const challenge = this.#digits(10)
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.verify_token': this.#business.verifyToken,
      'hub.challenge': challenge,
    })
    const response = await this.#world.fetch(`${this.#world.callbackUrl()}?${query}`)
    return response.status === 200 && (await response.text()) === challenge
  }

  /** A person writes: this opens the conversation for a day. */
  write(phoneNumber: string, text: string): void {
    const { inbox, clock } = this.#world
    const conversation = inbox.open('whatsapp', phoneNumber)
    const { id } = inbox.add(conversation, { id: this.#newId(), from: 'person', text, state: 'delivered' })
    this.#notify(`message from ${phoneNumber}`, {
      contacts: [{ profile: { name: phoneNumber }, wa_id: digitsOf(phoneNumber) }],
      messages: [
        {
          id,
          from: digitsOf(phoneNumber),
          timestamp: String(Math.floor(clock.wallMs() / 1000)),
          type: 'text',
          text: { body: text },
        },
      ],
    })
  }

  #serve(): void {
    const refuse = (error: GraphError) => Response.json(errorBody(error), { status: error.status })
    this.#app.use('/:version/*', async (c, next) => {
      if (!/^v\d{2}\.0$/.test(c.req.param('version')))
        return refuse(graphError(400, 2500, 'Unknown path components'))
      const isOurs = c.req.header('Authorization') === `Bearer ${this.#business.accessToken}`
      if (!isOurs || this.faults.take('tokenExpired'))
        return refuse(graphError(401, 190, 'Invalid OAuth access token - Cannot parse access token'))
      return next()
    })
    this.#app.post('/:version/:phoneNumberId/messages', async (c) => {
      if (c.req.param('phoneNumberId') !== this.#business.phoneNumberId)
        return refuse(graphError(400, 100, 'Unsupported post request. Object with this ID does not exist'))
      const result = this.#accept(await c.req.json().catch(() => undefined))
      return result.kind === 'error' ? refuse(result) : c.json(result.body)
    })
    const path = '/:version/:account/message_templates'
    this.#app.on(['GET', 'POST'], path, async (c) => {
      if (c.req.param('account') !== this.#business.businessAccountId)
        return refuse(graphError(400, 100, 'Unsupported request. Object with this ID does not exist'))
      if (c.req.method === 'GET') return c.json({ data: this.templates.all() })
      const result = this.templates.register(await c.req.json().catch(() => undefined))
      return result.kind === 'error' ? refuse(result) : c.json({ id: this.#digits(16), status: 'APPROVED' })
    })
    this.#app.notFound(() => refuse(graphError(400, 2500, 'Unknown path components')))
  }

  /** Takes a message, or says why not. That the window is closed is told later, as Meta tells it. */
  #accept(body: unknown): { readonly kind: 'accepted'; readonly body: object } | GraphError {
    const read = readMessage(body, this.templates)
    if (read.kind === 'error') return read
    const phoneNumber = `+${read.to}`
    if (this.faults.take('tooMany'))
      return graphError(429, 130429, 'Cloud API message throughput has been reached')
    if (this.faults.take('tooManyToOne') || !this.#pairs.take(read.to))
      return graphError(400, 131056, 'Too many messages sent from this phone number to the same phone number')
    const isText = read.template === undefined
    if (isText && this.faults.take('windowClosed'))
      return graphError(400, 131047, 'More than 24 hours have passed since the recipient last replied')
    const { inbox } = this.#world
    const wasOpen = this.#isOpen(inbox.find('whatsapp', phoneNumber))
    const conversation = inbox.open('whatsapp', phoneNumber)
    const message = inbox.add(conversation, {
      id: this.#newId(),
      from: 'company',
      text: read.text,
      footer: read.footer,
      code: read.code,
      template: read.template,
      state: 'accepted',
    })
    this.#opaque.set(message, read.opaque)
    const fails = conversation.isUnreachable || this.faults.take('failDelivery')
    const failure = fails ? undeliverable : isText && !wasOpen ? windowClosed : undefined
    this.#sendOn(conversation, message, failure)
    return {
      kind: 'accepted',
      body: {
        messaging_product: 'whatsapp',
        contacts: [{ input: read.to, wa_id: read.to }],
        messages: [{ id: message.id, message_status: 'accepted' }],
      },
    }
  }

  #sendOn(conversation: Conversation, message: InboxMessage, failure: Failure | undefined): void {
    const { clock, inbox } = this.#world
    clock.after(sentAfterMs, () => {
      if (failure !== undefined) this.#failures.set(message, failure)
      inbox.progress(conversation, message, failure === undefined ? 'sent' : 'failed')
    })
    if (failure === undefined)
      clock.after(deliveredAfterMs, () => {
        if (conversation.isOn && message.state === 'sent') inbox.progress(conversation, message, 'delivered')
      })
  }
  readonly #failures = new Map<InboxMessage, Failure>()

  #isOpen(conversation: Conversation | undefined): boolean {
    const last = conversation?.messages.findLast(({ from }) => from === 'person')
    return last !== undefined && last.at + dayMs > this.#world.clock.wallMs()
  }

  #tellState(conversation: Conversation, message: InboxMessage): void {
    const failure = this.#failures.get(message)
    const opaque = this.#opaque.get(message)
    const isOver = message.state === 'failed' || message.state === 'read'
    if (isOver) {
      this.#opaque.delete(message)
      this.#failures.delete(message)
    }
    this.#notify(`${message.state} ${message.id}`, {
      statuses: [
        {
          id: message.id,
          status: message.state,
          timestamp: String(Math.floor(this.#world.clock.wallMs() / 1000)),
          recipient_id: digitsOf(conversation.address),
          ...(opaque !== undefined && { biz_opaque_callback_data: opaque }),
          ...(failure !== undefined && { errors: [failure] }),
        },
      ],
    })
  }

  #notify(about: string, value: object): void {
    const { phoneNumberId, businessAccountId, appSecret } = this.#business
    const body = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: businessAccountId,
          changes: [
            {
              field: 'messages',
              value: {
                messaging_product: 'whatsapp',
                metadata: { display_phone_number: '622150001234', phone_number_id: phoneNumberId },
                ...value,
              },
            },
          ],
        },
      ],
    })
    const notification: Notification = {
      about,
      make: async ({ badSignature }) => {
        const digest = createHmac('sha256', badSignature ? 'another secret' : appSecret)
          .update(body)
          .digest('hex')
        return new Request(this.#world.callbackUrl(), {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'X-Hub-Signature-256': `sha256=${digest}` },
          body,
        })
      },
      isTaken: ({ status }) => status === 200,
      retriesMs: () => retriesMs,
    }
    this.notifier.send(notification)
  }

  #newId(): string {
    return `wamid.${Buffer.from(this.#digits(24)).toString('base64')}`
  }

  #digits(count: number): string {
    return Array.from({ length: count }, () => Math.floor(this.#world.random() * 10)).join('')
  }
}

export interface WhatsAppWorld {
  readonly clock: Clock
  readonly random: Random
  readonly inbox: Inbox
  /** Reaches the company. */
  readonly fetch: typeof fetch
  /** Where the company hears of messages: `http://127.0.0.1:8080/messaging/whatsapp`. */
  readonly callbackUrl: () => string
}

interface Failure {
  readonly code: number
  readonly title: string
  readonly error_data: { readonly details: string }
}

const windowClosed: Failure = {
  code: 131047,
  title: 'Re-engagement message',
  error_data: { details: 'More than 24 hours have passed since the recipient last replied.' },
}
const undeliverable: Failure = {
  code: 131026,
  title: 'Message undeliverable',
  error_data: { details: 'The number is not on WhatsApp, or has not accepted its terms.' },
}

const digitsOf = (phoneNumber: string) => phoneNumber.replace('+', '')
