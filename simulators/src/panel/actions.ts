import { z } from 'zod'

const connectorId = z.int().min(1).max(4)

/** What a person can do at the virtual charger: what hands could do at a real one, and nothing more. */
export const panelAction = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('plugIn'), connectorId }),
  z.strictObject({ action: z.literal('pullOut'), connectorId }),
  /** Parks another motorcycle at the socket, with this much in its battery. */
  z.strictObject({
    action: z.literal('parkMotorcycle'),
    connectorId,
    batteryPercent: z.int().min(0).max(100),
  }),
  z.strictObject({
    action: z.literal('tapCard'),
    uid: z
      .string()
      .regex(/^([0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})$/, 'a UID is 4, 7 or 10 bytes of upper-case hex'),
  }),
  z.strictObject({ action: z.literal('emergencyStop'), pressed: z.boolean() }),
  /** Pulls the service door open, by force where nobody has let it go, or shuts it. */
  z.strictObject({ action: z.literal('door'), open: z.boolean() }),
  z.strictObject({ action: z.literal('power'), on: z.boolean() }),
  z.strictObject({ action: z.literal('network'), connected: z.boolean() }),
])

export type PanelAction = z.infer<typeof panelAction>

/** `refused` says, in a sentence, why the hands could not do it. */
export type ActionResult = { readonly kind: 'done' } | { readonly kind: 'refused'; readonly reason: string }
