import { connect, type Socket } from 'node:net'
import { createTransport } from 'nodemailer'
import type { InboundRequest } from '../contract.ts'
import type { GatewayRuntime } from '../runtime.ts'
import {
  type Inbound,
  imageFileName,
  type MessagingGateway,
  type OutgoingMessage,
  type SendResult,
} from './contract.ts'
import { smtpOutcome } from './email-errors.ts'
import { notReached } from './not-reached.ts'
import type { EmailAccount } from './settings.ts'

const connectWithinMs = 10_000

/** For the whole of it: mail servers check for a while before they take something. */
const answerWithinMs = 60_000

/** Takes a mail in place of the account's server. Rejects with what nodemailer would when the server will not have it. */
export type DeliverMail = (mail: {
  readonly messageId: string
  readonly recipients: readonly string[]
  readonly subject: string
  readonly text: string
}) => Promise<'taken' | 'notReached'>

interface EmailRuntime extends Pick<GatewayRuntime, 'clock'> {
  readonly deliverMail?: DeliverMail | undefined
}

/** A mail server by SMTP, a connection for each mail. The Message-ID stays the same over all attempts at one message. */
export class Email implements MessagingGateway {
  readonly channel = 'email'
  readonly conversationMs = undefined
  readonly tellsOfDelivery = false
  readonly #runtime: EmailRuntime
  readonly #account: EmailAccount

  constructor(runtime: EmailRuntime, account: EmailAccount) {
    this.#runtime = runtime
    this.#account = account
  }

  async send(message: OutgoingMessage): Promise<SendResult> {
    const { deliverMail } = this.#runtime
    if (deliverMail !== undefined) return this.#deliver(message, deliverMail)
    const server = new URL(this.#account.smtpUrl)
    const isTls = server.protocol === 'smtps:'
    const host = server.hostname.replace(/^\[|\]$/g, '')
    const socket = await this.#connect(host, Number(server.port) || (isTls ? 465 : 587))
    return socket instanceof Error
      ? notReached(socket.message)
      : this.#handOver(message, { server, host, isTls, socket })
  }

  async #deliver({ messageId, to, content }: OutgoingMessage, deliver: DeliverMail): Promise<SendResult> {
    const { subject, text } = content
    try {
      const id = messageIdOf(messageId, this.#account.from)
      const outcome = await deliver({ messageId: id, recipients: [to], subject, text })
      if (outcome === 'notReached') return notReached('Nobody takes mails now.')
      return { kind: 'accepted', providerId: id, form: 'text' }
    } catch (error) {
      return smtpOutcome(error)
    }
  }

  verify(_: InboundRequest): Inbound {
    const reply = { status: 404, headers: {}, body: '' }
    return { kind: 'refused', why: 'unknownAddress', detail: 'No mail server calls us.', reply }
  }

  /** A connection that does not come about is known not to have sent anything; past it a lost answer is not. */
  #connect(host: string, port: number): Promise<Socket | Error> {
    return new Promise((resolve) => {
      const socket = connect({ host, port })
      const cancel = this.#runtime.clock.after(connectWithinMs, () =>
        socket.destroy(new Error(`${host}:${port} did not answer in ${connectWithinMs / 1000} s.`)),
      )
      const settle = (outcome: Socket | Error) => {
        cancel()
        resolve(outcome)
      }
      socket.once('connect', () => settle(socket))
      socket.once('error', settle)
    })
  }

  async #handOver(message: OutgoingMessage, to: Connected): Promise<SendResult> {
    const { content } = message
    const image = await content.image?.()
    const cancel = this.#runtime.clock.after(answerWithinMs, () => to.socket.destroy())
    try {
      const sent = await transportOver(to).sendMail({
        from: this.#account.from,
        to: { name: '', address: message.to },
        subject: content.subject,
        text: content.text,
        ...(image !== undefined && {
          attachments: [
            {
              filename: imageFileName(image),
              content: Buffer.from(image.bytes),
              contentType: image.contentType,
            },
          ],
        }),
        messageId: messageIdOf(message.messageId, this.#account.from),
        headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': content.language },
        disableFileAccess: true,
        disableUrlAccess: true,
      })
      return { kind: 'accepted', providerId: sent.messageId, form: 'text' }
    } catch (error) {
      return smtpOutcome(error)
    } finally {
      cancel()
      to.socket.destroy()
    }
  }
}

interface Connected {
  readonly server: URL
  readonly host: string
  readonly isTls: boolean
  readonly socket: Socket
}

/** Passwords and people's mail go over TLS, or do not leave the machine. */
function transportOver({ server, host, isTls, socket }: Connected) {
  const isLoopback = host === 'localhost' || host === '::1' || host.startsWith('127.')
  const user = decodeURIComponent(server.username)
  return createTransport({
    host,
    secure: isTls,
    requireTLS: !isTls && !isLoopback,
    ...(user !== '' && { auth: { user, pass: decodeURIComponent(server.password) } }),
    socketTimeout: answerWithinMs,
    greetingTimeout: connectWithinMs,
    getSocket: (_, callback) => callback(null, { connection: socket }),
  })
}

function messageIdOf(messageId: string, from: string): string {
  const domain = /@([^\s<>@]+?)>?$/.exec(from)?.[1] ?? 'localhost'
  return `<${messageId}@${domain}>`
}
