import { toIso } from '@colok/shared/time'
import { V7Generator } from 'uuidv7'
import type { Role } from '../../../core/roles.ts'
import { type Database, first } from '../../../db/database.ts'
import type { MessagingEvent } from '../../../gateways/messaging/contract.ts'
import type { Services } from '../../../services.ts'
import type { PartnerNetwork } from '../../../testing/partner-network.ts'
import { servicesOf } from '../../../testing/people.ts'
import { hashAddress } from '../../messages/address.ts'
import { takeIn } from '../../messages/inbound.ts'
import { MessageOutbox } from '../../messages/outbox.ts'
import { storedContent } from '../../messages/stored-message.ts'
import type { MessageKind } from '../../messages/templates.ts'
import { FakeGateway } from '../../messages/testing/fake-gateway.ts'
import { answer } from '../answering.ts'
import { findCommand } from '../command-rows.ts'

/** What a charger is asked by the commands of a test. */
export interface AskedCharger {
  readonly chargePointId: string
  readonly action: string
  readonly request: object
}

interface Person {
  readonly id: string
  readonly phone: string
}

const since = '2025-01-01T00:00:00.000Z'

/** Commands by chat on the database of some partners, with chargers that agree to everything, on a clock that stands still. */
export class ChatDesk {
  readonly asked: AskedCharger[] = []
  readonly services: Services
  readonly #network: PartnerNetwork
  #sequence = 0

  constructor(database: Database, network: PartnerNetwork) {
    this.#network = network
    const clock = { ...network.services.clock, monotonicMs: () => network.nowMs }
    const uuids = new V7Generator()
    const channels = ['whatsapp', 'telegram'] as const
    const outbox = new MessageOutbox(new Map(channels.map((channel) => [channel, new FakeGateway(channel)])))
    const services: Partial<Services> = {
      ...servicesOf({ database, clock }),
      // In the order of time, also when the clock of a test goes back.
      newId: () => uuids.generate().toString(),
      messages: outbox,
      settings: { ...network.services.settings, publicUrl: 'http://colok.example' },
      webhooks: network.services.webhooks,
      random: () => 0,
    }
    const bus: Pick<Services['bus'], 'send'> = {
      send: async (chargePointId, action, request) => {
        this.asked.push({ chargePointId, action, request })
        return { kind: 'answered', confirmation: { status: 'Accepted' } } as never
      },
    }
    const payments = { somethingIsDue: () => {} }
    this.services = { ...services, bus, payments } as unknown as Services
  }

  /** Somebody with a number that is theirs, in an organisation; a driver belongs to none. */
  async add(role: Role, organisationId = 'operator'): Promise<Person> {
    this.#sequence += 1
    const number = String(this.#sequence).padStart(4, '0')
    const person = { id: `user-${number}`, phone: `+62812000${number}` }
    await this.#network.write(async (tx) => {
      await tx.run(
        `insert into "user" (id, name, phone, phone_verified, email, language, created_at, updated_at)
         values (?, ?, ?, 1, ?, 'en', ?, ?)`,
        [person.id, `Person ${number}`, person.phone, `${person.id}@mail.example`, since, since],
      )
      if (role === 'driver') return
      await tx.query
        .insertInto('organisationMember')
        .values({ organisationId, userId: person.id, role, since })
        .execute()
    })
    return person
  }

  /** What somebody is answered, in parts. `id` is the provider's. */
  async say(
    person: Pick<Person, 'phone'>,
    text: string,
    { id, agoMs = 0 }: { readonly id?: string; readonly agoMs?: number } = {},
  ): Promise<string[]> {
    await this.keep(person, text, { ...(id !== undefined && { id }), agoMs })
    return this.answerAll()
  }

  /** Keeps what each of some people write, all of it at once; again, it is what was written before. */
  async keepAll(people: readonly Pick<Person, 'phone'>[], texts: readonly string[]): Promise<void> {
    const { services } = this
    const at = this.#network.nowMs
    const eventsOf = (phone: string) =>
      texts.map(
        (text, index): MessagingEvent => ({
          ...{ kind: 'received', providerId: `all.${phone}.${index}`, from: phone, text, at },
        }),
      )
    await Promise.all(
      people.map(({ phone }) =>
        services.writer.write((tx) => takeIn(tx, services, 'whatsapp', eventsOf(phone))),
      ),
    )
  }

  /** What each of them is answered to each text. */
  async sayAll(people: readonly Pick<Person, 'phone'>[], texts: readonly string[]): Promise<string[][]> {
    const { services } = this
    await this.keepAll(people, texts)
    return Promise.all(
      people.map(({ phone }) =>
        Promise.all(
          texts.map(async (_, index) => {
            const row = await first<{ id: string }>(
              services.read,
              'select id from chat_command where provider_id = ?',
              [`all.${phone}.${index}`],
            )
            await answer(services, row?.id ?? '')
            const answered = await findCommand(services.read, services, row?.id ?? '')
            return answered === 'unreadable' ? '' : (answered?.answer ?? '')
          }),
        ),
      ),
    )
  }

  /** Only keeps what was written, as the webhook does. */
  async keep(
    { phone }: Pick<Person, 'phone'>,
    text: string,
    {
      id = `wamid.${(this.#sequence += 1)}`,
      agoMs = 0,
    }: { readonly id?: string; readonly agoMs?: number } = {},
  ): Promise<void> {
    const at = this.#network.nowMs - agoMs
    const event: MessagingEvent = { kind: 'received', providerId: id, from: phone, text, at }
    const channel = phone.startsWith('+') ? 'whatsapp' : 'telegram'
    await this.services.writer.write((tx) => takeIn(tx, this.services, channel, [event]))
  }

  /** Answers all that waits, as the job does, and says what went out by it. */
  async answerAll(): Promise<string[]> {
    const { read } = this.services
    const newest = await first<{ id: string | null }>(read, 'select max(id) as id from message', [])
    const rows = await read.all<{ id: string }>('select id from chat_command where due_at <= ? order by id', [
      toIso(this.#network.nowMs),
    ])
    for (const { id } of rows) await answer(this.services, id)
    return this.#answersAfter(newest?.id ?? '')
  }

  /** What somebody was answered last, the oldest first. */
  async answersTo({ phone }: Pick<Person, 'phone'>, most = 5): Promise<string[]> {
    const { secret } = this.services.settings
    const hash = hashAddress({ channel: 'whatsapp', address: phone }, secret)
    const after = await this.services.read.all<{ id: string }>(
      `select id from message where kind = 'chatAnswer' and recipient_hash = ? order by id desc limit ?`,
      [hash, most + 1],
    )
    return this.#answersAfter(after[most]?.id ?? '')
  }

  async #answersAfter(id: string): Promise<string[]> {
    const answers = await this.services.read.all<{
      id: string
      kind: MessageKind
      language: 'id' | 'en'
      timeZone: string
      sealedParameters: string
    }>(
      `select id, kind, language, time_zone, sealed_parameters from message
       where kind = 'chatAnswer' and id > ? order by id`,
      [id],
    )
    return answers.map((row) => storedContent(this.services, row)?.text ?? '')
  }

  /** The code in what was answered last. */
  async codeFor(person: Pick<Person, 'phone'>, text: string): Promise<string> {
    const [said = ''] = await this.say(person, text)
    const [, code] = /Reply (\d{4}) within/.exec(said) ?? []
    if (code === undefined) throw new Error(`No code was asked for: ${said}`)
    return code
  }

  /** Asks for something and means it. */
  async mean(person: Pick<Person, 'phone'>, text: string): Promise<string> {
    const [said = ''] = await this.say(person, await this.codeFor(person, text))
    return said
  }
}
