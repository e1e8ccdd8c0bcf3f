import { z } from 'zod'
import { IdTagText } from '../cards/schemas.ts'
import { ChargePointId } from '../chargers/schemas.ts'
import { Period } from '../statements/schemas.ts'

const Instant = z.iso.datetime()
const Name = z.string().trim().min(1).max(100)

export const Notices = z.strictObject({
  chargingFinished: z
    .boolean()
    .meta({ description: 'By message, when a session of a card of one’s own ends.' }),
})
export type Notices = z.infer<typeof Notices>

/** Until somebody says otherwise. */
export const usualNotices: Notices = { chargingFinished: true }

export const ProfileInput = z
  .strictObject({ name: Name, language: z.enum(['id', 'en']), notices: Notices })
  .meta({ id: 'ProfileInput' })
export type ProfileInput = z.output<typeof ProfileInput>

export const Profile = ProfileInput.extend({
  id: z.string(),
  phone: z.string().nullable().meta({ example: '+6281234567890' }),
  email: z.string().nullable(),
  since: Instant,
}).meta({ id: 'Profile' })
export type Profile = z.infer<typeof Profile>

export const VehicleInput = z
  .strictObject({
    name: Name.meta({ example: 'Motor kantor' }),
    plate: z
      .string()
      .transform((text) => text.trim().replaceAll(/\s+/g, ' ').toUpperCase())
      .pipe(z.string().regex(/^[A-Z0-9 ]{2,12}$/, 'letters, digits and spaces, 2 to 12 of them'))
      .nullable()
      .default(null)
      .meta({ example: 'DK 1234 AB' }),
    batteryWh: z.int().min(100).max(100_000).nullable().default(null).meta({ unit: 'Wh' }),
  })
  .meta({ id: 'VehicleInput' })
export type VehicleInput = z.output<typeof VehicleInput>

export const Vehicle = z
  .object({
    id: z.string(),
    name: z.string(),
    plate: z.string().nullable(),
    batteryWh: z.int().nullable(),
    createdAt: Instant,
  })
  .meta({ id: 'Vehicle' })
export type Vehicle = z.infer<typeof Vehicle>

export const DriverMonth = z
  .object({
    month: Period,
    sessions: z.int(),
    energyWh: z.int().meta({ unit: 'Wh' }),
    totalIdr: z.int().meta({ unit: 'rupiah' }),
  })
  .meta({ id: 'DriverMonth' })
export type DriverMonth = z.infer<typeof DriverMonth>

export const DriverCard = z
  .object({
    idTag: z.string(),
    state: z.enum(['active', 'blocked', 'lost']).meta({ description: '`blocked` by its holder.' }),
    mayCharge: z.boolean().meta({
      description: 'False too when the operator or a company has blocked it, and while nobody pays for it.',
    }),
    paidBy: z
      .enum(['wallet', 'account', 'nobody'])
      .meta({ description: 'A wallet, a company’s account, or nobody as yet.' }),
    linkedAt: Instant,
    linkedBy: z.enum(['tap', 'order', 'operator', 'fleet']),
    replacedBy: z.string().nullable(),
  })
  .meta({ id: 'DriverCard' })
export type DriverCard = z.infer<typeof DriverCard>

export const Delivery = z
  .strictObject({ name: Name, address: z.string().trim().min(5).max(300) })
  .meta({ id: 'CardDelivery' })
export type Delivery = z.infer<typeof Delivery>

export const CardOrderInput = z.strictObject({ delivery: Delivery }).meta({ id: 'CardOrderInput' })

export const LossInput = z
  .strictObject({
    delivery: Delivery.nullable()
      .default(null)
      .meta({ description: 'Where a card in its place is to be sent; without it none is ordered.' }),
  })
  .meta({ id: 'CardLossInput' })

export const CardOrder = z
  .object({
    id: z.string(),
    driverId: z.string(),
    state: z.enum(['ordered', 'fulfilled', 'cancelled']),
    delivery: Delivery.nullable().meta({ description: 'Null when it is done with.' }),
    replaces: z.string().nullable().meta({ description: 'The lost card.' }),
    idTag: z.string().nullable().meta({ description: 'The card that was sent.' }),
    orderedAt: Instant,
    settledAt: Instant.nullable(),
  })
  .meta({ id: 'CardOrder' })
export type CardOrder = z.infer<typeof CardOrder>

export const CardGiven = z.strictObject({ idTag: IdTagText }).meta({ id: 'CardGiven' })

export const CardLinkInput = z.strictObject({ chargePointId: ChargePointId }).meta({ id: 'CardLinkInput' })

export const CardLinkConfirmation = z
  .strictObject({
    code: z.string().min(1).max(12).meta({
      description: 'The end of the card’s number, as the display of the post shows it.',
      example: 'E5F6',
    }),
  })
  .meta({ id: 'CardLinkConfirmation' })

export const CardLink = z
  .object({
    id: z.string(),
    chargePointId: z.string(),
    state: z.enum(['waiting', 'tapped', 'linked', 'refused', 'expired']),
    expiresAt: Instant,
    attemptsLeft: z.int(),
  })
  .meta({ id: 'CardLink' })
export type CardLink = z.infer<typeof CardLink>

export const Driver = z
  .object({
    id: z.string(),
    name: z.string(),
    phone: z.string().nullable(),
    cards: z.int().meta({ description: 'How many are linked.' }),
    since: Instant,
    closedAt: Instant.nullable(),
  })
  .meta({ id: 'Driver' })
export type Driver = z.infer<typeof Driver>

export const DriverDetails = Profile.extend({
  closedAt: Instant.nullable(),
  vehicles: z.array(Vehicle),
  cards: z.array(DriverCard),
}).meta({ id: 'DriverDetails' })

/** By what drivers can be sorted. */
export const driverSortKeys = ['name', 'since'] as const
export type DriverSortKey = (typeof driverSortKeys)[number]

/** By what orders of cards can be sorted. */
export const cardOrderSortKeys = ['orderedAt', 'state'] as const
export type CardOrderSortKey = (typeof cardOrderSortKeys)[number]
