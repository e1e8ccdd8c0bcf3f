import { formatIdr } from '@colok/shared/money'
import { zoneLetters } from '@colok/shared/time'
import { formatKwh } from '@colok/shared/units'
import type { Language, MessageContent } from '../../gateways/messaging/contract.ts'
import { codeLifeMs, type MessageKind, templates } from './templates.ts'

interface Reader {
  readonly language: Language
  /** IANA; instants are told by its clocks. */
  readonly timeZone: string
}

/** A message of a kind as one person gets it. Throws a ZodError for parameters that are not the kind's. */
export function render(kind: MessageKind, parameters: unknown, reader: Reader): MessageContent {
  const { wording, category, isAnswer, parameters: schema } = templates[kind]
  const { subject, text } = wording[reader.language]
  const values: Readonly<Record<string, unknown>> = schema.parse(parameters)
  const textFor = (name: string) => formatted(name, values[name], reader)
  const fill = (pattern: string) => pattern.replace(/\{(\w+)\}/g, (_, name: string) => textFor(name))
  return {
    language: reader.language,
    template: { name: templateName(kind), category, parameters: placesIn(text).map(textFor) },
    subject: fill(subject),
    text: fill(text),
    code: 'code' in values ? String(values.code) : undefined,
    ...(isAnswer && { onlyInConversation: true as const }),
  }
}

/** The unit at the end of a parameter's name says how people read it. */
function formatted(name: string, value: unknown, { language, timeZone }: Reader): string {
  if (typeof value !== 'number') return String(value)
  if (name.endsWith('Idr')) return formatIdr(value, language)
  if (name.endsWith('Wh')) return formatKwh(value, language)
  if (name !== 'until' && !name.endsWith('At')) return String(value)
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  return `${moment.format(value)} ${zoneLetters(timeZone)}`
}

/** The names in a text, each once, in the order in which a registered template numbers them. */
function placesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))]
}

function templateName(kind: MessageKind): string {
  return `colok_${kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`
}

const examples: Readonly<Record<string, unknown>> = {
  code: '123456',
  energyWh: 1250,
  socket: 1,
  url: 'https://colok.example/t/1',
}

/** What is sent once to `POST /{WABA_ID}/message_templates` for each template and language. */
export function templateRegistrations(): object[] {
  const kinds = (Object.keys(templates) as MessageKind[]).filter((kind) => !templates[kind].isAnswer)
  return kinds.flatMap((kind) => [registration(kind, 'id'), registration(kind, 'en')])
}

function registration(kind: MessageKind, language: Language): object {
  const { category, wording } = templates[kind]
  const about = { name: templateName(kind), language, category }
  if (category === 'authentication') return { ...about, ...authentication(language) }
  const { text } = wording[language]
  const places = placesIn(text)
  const example = places.map((name) => {
    const value =
      examples[name] ?? (/Idr$/.test(name) ? 12_500 : /At$|^until$/.test(name) ? 1_795_000_000_000 : 'Colok')
    return formatted(name, value, { language, timeZone: 'Asia/Jakarta' })
  })
  const body = text.replace(/\{(\w+)\}/g, (_, name: string) => `{{${places.indexOf(name) + 1}}}`)
  return {
    ...about,
    components: [
      { type: 'body', text: body, ...(places.length > 0 && { example: { body_text: [example] } }) },
    ],
  }
}

/** Meta writes the text of these itself, and sends none later than it is told. */
function authentication(language: Language): object {
  return {
    message_send_ttl_seconds: codeLifeMs / 1000,
    components: [
      { type: 'body', add_security_recommendation: true },
      { type: 'footer', code_expiration_minutes: codeLifeMs / 60_000 },
      {
        type: 'buttons',
        buttons: [
          { type: 'otp', otp_type: 'copy_code', text: language === 'id' ? 'Salin kode' : 'Copy code' },
        ],
      },
    ],
  }
}
