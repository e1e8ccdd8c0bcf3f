import { z } from 'zod'
import { type GraphError, graphError } from './whatsapp-errors.ts'
import type { WhatsAppTemplates } from './whatsapp-templates.ts'

const Parameter = z.strictObject({ type: z.literal('text'), text: z.string() })

const Message = z.strictObject({
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.literal('individual').optional(),
  to: z.stringFormat('phone number', /^[1-9]\d{6,14}$/),
  type: z.enum(['text', 'template']),
  text: z.strictObject({ preview_url: z.boolean().optional(), body: z.string().min(1).max(4096) }).optional(),
  template: z
    .strictObject({
      name: z.string().min(1),
      language: z.strictObject({ code: z.string() }),
      components: z
        .array(
          z.discriminatedUnion('type', [
            z.strictObject({ type: z.literal('body'), parameters: z.array(Parameter) }),
            z.strictObject({
              type: z.literal('button'),
              sub_type: z.literal('url'),
              index: z.literal('0'),
              parameters: z.array(Parameter).length(1),
            }),
          ]),
        )
        .default([]),
    })
    .optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
})

export interface ReadMessage {
  readonly kind: 'message'
  /** Digits only. */
  readonly to: string
  readonly text: string
  readonly footer: string | undefined
  readonly code: string | undefined
  /** Its name, when it is one. */
  readonly template: string | undefined
  readonly opaque: string | undefined
}

/** The body of `POST /{PHONE_NUMBER_ID}/messages`. */
export function readMessage(body: unknown, templates: WhatsAppTemplates): ReadMessage | GraphError {
  const parsed = Message.safeParse(body)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return graphError(400, 100, `Invalid parameter ${issue?.path.join('.')}: ${issue?.message}`)
  }
  const { to, type, text, template, biz_opaque_callback_data: opaque } = parsed.data
  const about = { kind: 'message', to, opaque } as const
  if (type === 'text') {
    if (text === undefined) return graphError(400, 131008, 'Required parameter is missing: text')
    return { ...about, text: text.body, footer: undefined, code: undefined, template: undefined }
  }
  if (template === undefined) return graphError(400, 131008, 'Required parameter is missing: template')
  const texts = (wanted: 'body' | 'button') =>
    template.components.filter(({ type: kind }) => kind === wanted).flatMap(({ parameters }) => parameters)
  const filled = templates.fill({
    name: template.name,
    language: template.language.code,
    body: texts('body').map((parameter) => parameter.text),
    button: texts('button')[0]?.text,
  })
  return 'kind' in filled ? filled : { ...about, ...filled, template: template.name }
}
