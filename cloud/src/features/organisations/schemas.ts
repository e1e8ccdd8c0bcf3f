import { z } from 'zod'
import { roles } from '../../core/roles.ts'
import { Email, Phone } from '../sign-in/page-input.ts'
import { Slug } from '../sites/schemas.ts'

export const Organisation = z
  .object({
    id: z.string(),
    slug: Slug,
    name: z.string(),
    kind: z.enum(['operator', 'partner', 'company']),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Organisation' })
export type Organisation = z.infer<typeof Organisation>

export const OrganisationInput = z
  .strictObject({ slug: Slug, name: z.string().min(1).max(80), kind: z.enum(['partner', 'company']) })
  .meta({ id: 'OrganisationInput' })

export const Member = z
  .object({
    userId: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    role: z.enum(roles),
    since: z.iso.datetime(),
  })
  .meta({ id: 'Member' })
export type Member = z.infer<typeof Member>

export const RoleInput = z.strictObject({ role: z.enum(roles) }).meta({ id: 'RoleInput' })

export const InvitationInput = z
  .strictObject({
    role: z.enum(roles),
    email: Email.optional(),
    phone: Phone.optional(),
    language: z.enum(['id', 'en']).default('id'),
  })
  .refine(
    ({ email, phone }) => email !== undefined || phone !== undefined,
    'Say an e-mail or a phone number.',
  )
  .meta({ id: 'InvitationInput' })
export type InvitationInput = z.infer<typeof InvitationInput>

export const Invitation = z
  .object({
    id: z.string(),
    role: z.enum(roles),
    sentTo: z.string().nullable().meta({ description: 'Masked.' }),
    createdBy: z.string(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Invitation' })

export const NewInvitation = Invitation.extend({
  url: z
    .url()
    .nullable()
    .meta({ description: 'Only where no message could be sent: to be handed over by whoever invites.' }),
}).meta({ id: 'NewInvitation' })

export const HeldSite = z
  .object({ site: Slug, since: z.iso.datetime(), until: z.iso.datetime().nullable() })
  .meta({ id: 'HeldSite' })

export const HeldSiteInput = z
  .strictObject({
    since: z.iso
      .datetime()
      .optional()
      .meta({ description: 'From when on what happens there is its business; now when left out.' }),
  })
  .meta({ id: 'HeldSiteInput' })

/** By what organisations can be sorted. */
export const organisationSortKeys = ['name', 'kind', 'slug', 'createdAt', 'endedAt'] as const
export type OrganisationSortKey = (typeof organisationSortKeys)[number]
