import type { Server } from 'node:net'
import type { Clock } from '@colok/shared/time'
import PostalMime, { type Attachment } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { FaultSwitches } from '../payment-gateways/faults.ts'
import { type MessagingFault, slowMs } from './faults.ts'
import type { Inbox, InboxImage } from './inbox.ts'

/** A receipt is a few kB, and a photo some megabytes, of which an attachment makes a third more. */
const mostBytes = 16 * 1024 * 1024

/** A mail as whoever has read it knows it. */
export interface Mail {
  readonly messageId: string
  readonly recipients: readonly string[]
  readonly subject: string
  readonly text: string
  readonly image?: InboxImage | undefined
}

/** People's mailboxes behind an SMTP server that wants a user and a password, on this machine only. */
export class MailServer {
  readonly faults = new FaultSwitches<MessagingFault>()
  readonly #world: { readonly clock: Clock; readonly inbox: Inbox }
  readonly #server: SMTPServer

  constructor(
    account: { readonly user: string; readonly password: string },
    world: { readonly clock: Clock; readonly inbox: Inbox },
  ) {
    this.#world = world
    this.#server = new SMTPServer({
      banner: 'Colok simulated mail',
      // Loopback: there is nobody to hide a password from, and no certificate to be had.
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      authMethods: ['PLAIN', 'LOGIN'],
      size: mostBytes,
      maxClients: 50,
      onAuth: ({ username, password }, _, done) => {
        const isRight = username === account.user && password === account.password
        if (isRight && !this.faults.take('tokenExpired')) done(null, { user: username })
        else done(answer(535, '5.7.8 Authentication credentials invalid'))
      },
      onRcptTo: ({ address }, _, done) => done(this.#refusalOf(address)),
      onData: (stream, session, done) => {
        const recipients = session.envelope.rcptTo.map(({ address }) => address)
        this.#read(stream, recipients).then(
          (isLost) => {
            if (isLost) this.#cut(session.id)
            else done(null)
          },
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
        )
      },
    })
    // A client that goes away in the middle is no fault of the server.
    this.#server.on('error', () => {})
  }

  /** What has to listen. */
  get server(): Server {
    return this.#server.server
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(resolve))
  }

  /** The mail is taken; who sent it never hears of it. */
  #cut(sessionId: string): void {
    for (const connection of this.#server.connections)
      if (connection.id === sessionId) connection._socket.destroy()
  }

  #refusalOf(address: string): Error | null {
    if (this.faults.take('tooMany')) return answer(451, '4.7.1 Too many messages, try again later')
    const isUnreachable = this.#world.inbox.find('email', address.toLowerCase())?.isUnreachable ?? false
    if (isUnreachable || this.faults.take('failDelivery')) return answer(550, '5.1.1 No such mailbox here')
    return null
  }

  /** Takes a mail without a conversation by SMTP; rejects as a client would, with the server's code. */
  async take(mail: Mail): Promise<void> {
    for (const recipient of mail.recipients) {
      const refusal = this.#refusalOf(recipient)
      if (refusal !== null) throw Object.assign(refusal, { code: 'EENVELOPE', command: 'RCPT TO' })
    }
    if (await this.#keep(mail))
      throw Object.assign(new Error('the connection closed'), { code: 'ECONNECTION' })
  }

  async #read(stream: AsyncIterable<Uint8Array>, recipients: readonly string[]): Promise<boolean> {
    const pieces: Uint8Array[] = []
    for await (const piece of stream) pieces.push(piece)
    const {
      messageId = '',
      subject = '',
      text = '',
      attachments,
    } = await PostalMime.parse(Buffer.concat(pieces))
    return this.#keep({ messageId, subject, recipients, text: text.trimEnd(), image: imageIn(attachments) })
  }

  /** Puts a mail into the mailboxes; whether its answer is to be lost. */
  async #keep({ messageId, recipients, subject, text, image }: Mail): Promise<boolean> {
    if (this.faults.take('slow'))
      await new Promise<void>((resolve) => this.#world.clock.after(slowMs, resolve))
    const { inbox } = this.#world
    for (const recipient of recipients) {
      const conversation = inbox.open('email', recipient.toLowerCase())
      const known = conversation.messages.find(({ id }) => id === messageId)
      if (known !== undefined) {
        known.copies += 1
        inbox.changed()
        continue
      }
      inbox.add(conversation, {
        ...{ id: messageId, from: 'company', subject, text, state: 'delivered' },
        image: image && inbox.keepImage(image),
      })
    }
    return this.faults.take('loseAnswer')
  }
}

function imageIn(attachments: readonly Attachment[]): InboxImage | undefined {
  const image = attachments.find(({ mimeType }) => mimeType.startsWith('image/'))
  if (image === undefined) return undefined
  const { content, mimeType: contentType } = image
  const bytes = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content)
  return { contentType, bytes: new Uint8Array(bytes) }
}

function answer(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}
