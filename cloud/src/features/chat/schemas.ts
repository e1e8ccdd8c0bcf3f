import { z } from 'zod'

export const ChatCommandInput = z
  .strictObject({
    text: z
      .string()
      .min(1)
      .max(1000)
      .meta({ description: 'As it is written by chat.', example: 'status CLK-0001' }),
  })
  .meta({ id: 'ChatCommandInput' })

export const ChatCommandView = z
  .object({
    id: z.string(),
    text: z.string(),
    writtenAt: z.iso.datetime(),
    outcome: z
      .enum(['done', 'refused', 'asked', 'misread', 'failed', 'unanswered'])
      .nullable()
      .meta({ description: '`asked`: send the code that stands in the answer. Null while it is under way.' }),
    answer: z.string().nullable(),
    doneAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ChatCommand' })
export type ChatCommandView = z.infer<typeof ChatCommandView>

export const ChatLinkView = z
  .object({
    address: z
      .string()
      .nullable()
      .meta({ description: 'Of the Telegram chat, masked; null where none is linked.' }),
    linkedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ChatLink' })

export const ChatLinkCode = z
  .object({
    code: z.string().meta({ description: 'To be sent to our Telegram bot as `link CODE`; good once.' }),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'ChatLinkCode' })
