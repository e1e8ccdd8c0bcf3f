import { z } from 'zod'
import { type GraphError, graphError } from './whatsapp-errors.ts'

const Body = z.object({
  type: z.literal('body'),
  text: z.string().min(1).max(1024).optional(),
  add_security_recommendation: z.boolean().optional(),
  example: z.object({ body_text: z.array(z.array(z.string().min(1))).length(1) }).optional(),
})

const Registration = z.strictObject({
  name: z.stringFormat('template name', /^[a-z0-9_]{1,512}$/),
  language: z.enum(['id', 'en']),
  category: z.enum(['authentication', 'utility', 'marketing']),
  message_send_ttl_seconds: z.int().min(30).max(43_200).optional(),
  components: z
    .array(
      z.discriminatedUnion('type', [
        Body,
        z.object({ type: z.literal('footer'), code_expiration_minutes: z.int().min(1).max(90) }),
        z.object({
          type: z.literal('buttons'),
          buttons: z
            .array(
              z.strictObject({
                type: z.literal('otp'),
                otp_type: z.literal('copy_code'),
                text: z.string().max(25),
              }),
            )
            .length(1),
        }),
      ]),
    )
    .min(1),
})
type Registration = z.output<typeof Registration>

/** What a template becomes on a phone. */
export interface FilledTemplate {
  readonly text: string
  readonly footer: string | undefined
  readonly code: string | undefined
}

/** Of a message: what stands for `{{1}}` and so on, and what its button copies. */
export interface TemplateUse {
  readonly name: string
  readonly language: string
  readonly body: readonly string[]
  readonly button: string | undefined
}

/** The templates of one business account, approved as soon as they are registered. */
export class WhatsAppTemplates {
  readonly #registered = new Map<string, Registration>()

  /** The answer to `POST /{WABA_ID}/message_templates`. */
  register(input: unknown): { readonly kind: 'registered' } | GraphError {
    const parsed = Registration.safeParse(input)
    if (!parsed.success) return graphError(400, 100, `Invalid parameter: ${parsed.error.issues[0]?.message}`)
    const template = parsed.data
    const problem = template.category === 'authentication' ? problemOfCode(template) : problemOfText(template)
    if (problem !== undefined) return graphError(400, 100, problem)
    const key = `${template.name} ${template.language}`
    if (this.#registered.has(key)) return graphError(400, 100, 'There is already content in this language.')
    this.#registered.set(key, template)
    return { kind: 'registered' }
  }

  all(): readonly Registration[] {
    return [...this.#registered.values()]
  }

  /** As a phone shows it, or why it may not be sent. */
  fill(use: TemplateUse): FilledTemplate | GraphError {
    const template = this.#registered.get(`${use.name} ${use.language}`)
    if (template === undefined)
      return graphError(404, 132001, `template name (${use.name}) does not exist in ${use.language}`)
    if (use.body.some((text) => text === '' || /[\r\n\t]| {5}/.test(text)))
      return graphError(
        400,
        132012,
        'Parameter text cannot be empty or have new-line, tab or 5 consecutive spaces',
      )
    if (template.category === 'authentication') return fillCode(template, use)
    const text = bodyOf(template)?.text ?? ''
    const expected = placesIn(text).length
    if (use.body.length !== expected || use.button !== undefined)
      return graphError(
        400,
        132000,
        `body: number of localizable_params (${use.body.length}) does not match ${expected}`,
      )
    return {
      text: text.replace(/\{\{(\d+)\}\}/g, (_, place: string) => use.body[Number(place) - 1] ?? ''),
      footer: undefined,
      code: undefined,
    }
  }
}

const bodyOf = ({ components }: Registration) => components.find((component) => component.type === 'body')
const placesIn = (text: string) => [
  ...new Set([...text.matchAll(/\{\{(\d+)\}\}/g)].map(([, place]) => Number(place))),
]

function problemOfText(template: Registration): string | undefined {
  const body = bodyOf(template)
  if (body?.text === undefined) return 'A body with a text is needed.'
  if (/^\s*\{\{|\}\}\s*$/.test(body.text))
    return 'Variables cannot be at the start or the end of the template.'
  const places = placesIn(body.text)
  if (places.some((place, index) => place !== index + 1))
    return 'Variables are numbered from 1, without gaps.'
  if ((body.example?.body_text[0]?.length ?? 0) !== places.length) return 'Each variable needs an example.'
  if (template.message_send_ttl_seconds !== undefined)
    return 'A utility template of ours has no time to live.'
  return undefined
}

function problemOfCode(template: Registration): string | undefined {
  const kinds = template.components.map(({ type }) => type)
  if (!kinds.includes('body') || !kinds.includes('buttons')) return 'A code needs a body and a button.'
  return bodyOf(template)?.text === undefined ? undefined : 'The text of a code is not yours to write.'
}

/** The words are Meta's. */
function fillCode(template: Registration, use: TemplateUse): FilledTemplate | GraphError {
  const [code, ...more] = use.body
  if (code === undefined || more.length > 0 || use.button === undefined)
    return graphError(400, 132000, 'body and button: one code each')
  if (use.button !== code || code.length > 15)
    return graphError(400, 132012, 'The button carries the same code, of 15 characters at most')
  const footer = template.components.find((component) => component.type === 'footer')
  const minutes = footer?.code_expiration_minutes
  const isIndonesian = template.language === 'id'
  return {
    text: isIndonesian
      ? `${code} adalah kode verifikasi Anda. Demi keamanan, jangan bagikan kode ini.`
      : `${code} is your verification code. For your security, do not share this code.`,
    footer:
      minutes === undefined
        ? undefined
        : isIndonesian
          ? `Kode ini kedaluwarsa dalam ${minutes} menit.`
          : `This code expires in ${minutes} minutes.`,
    code,
  }
}
