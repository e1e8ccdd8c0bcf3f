import { z } from 'zod'
import { toStoredInstant } from '../../core/instant-text.ts'
import { permissionNames, roles } from '../../core/roles.ts'

export const ApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.enum(roles),
    organisationId: z.string().nullable().meta({ description: 'The one organisation that it reaches.' }),
    scopes: z
      .array(z.enum(permissionNames))
      .nullable()
      .meta({ description: 'What it may do of what its role may; null for all.' }),
    createdBy: z.string().nullable(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKey' })

export const CreatedApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.enum(roles),
    scopes: z.array(z.enum(permissionNames)),
    key: z.string().meta({ description: 'Shown in this answer only.' }),
  })
  .meta({ id: 'CreatedApiKey' })

export const ApiKeyInput = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(100)
      .meta({ description: 'Who or what uses it; the activity history shows it.', example: 'night shift' }),
    role: z.enum(roles),
    organisationId: z
      .string()
      .optional()
      .meta({ description: 'For partners and fleet managers: the one organisation that it reaches.' }),
    scopes: z.array(z.enum(permissionNames)).min(1).optional().meta({
      description:
        'What of its role it may do. Left out: all of it but what a person gives a fresh code for (refunds, tariffs, keys), which is given by name only.',
    }),
    expiresAt: z.iso.datetime({ offset: true }).transform(toStoredInstant).optional(),
  })
  .meta({ id: 'ApiKeyInput' })

/** By what keys can be sorted. When one was used last is none of it: that moves while one turns pages. */
export const apiKeySortKeys = ['name', 'role', 'createdBy', 'createdAt', 'expiresAt'] as const
export type ApiKeySortKey = (typeof apiKeySortKeys)[number]
