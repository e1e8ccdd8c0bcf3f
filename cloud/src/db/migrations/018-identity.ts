import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

/** People and how they sign in, organisations with members and sites, keys with a role, a reach and an end. */
export async function identity(database: Kysely<Schema>): Promise<void> {
  await people(database)
  await signIns(database)
  await organisations(database)
  await codesAndLinks(database)
  await keys(database)
}

async function people({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('user')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('email', 'text', (column) => column.unique())
    .addColumn('emailVerified', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('image', 'text')
    .addColumn('phone', 'text', (column) => column.unique())
    .addColumn('phoneVerified', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('twoFactorEnabled', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('language', 'text', (column) => column.notNull().defaultTo('id'))
    .addColumn('closedAt', 'text')
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('updatedAt', 'text', (column) => column.notNull())
    .execute()
}

/** What better-auth keeps, under names of ours. */
async function signIns({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('userSession')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('userId', 'text', (column) => column.notNull().references('user.id'))
    .addColumn('token', 'text', (column) => column.notNull().unique())
    .addColumn('ipAddress', 'text')
    .addColumn('userAgent', 'text')
    .addColumn('organisationId', 'text')
    .addColumn('signedInBy', 'text', (column) => column.notNull().defaultTo('phone'))
    .addColumn('freshUntil', 'text')
    .addColumn('lastSeenAt', 'text')
    .addColumn('expiresAt', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('updatedAt', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('userSessionByUser').on('userSession').column('userId').execute()
  await schema.createIndex('userSessionByExpiry').on('userSession').column('expiresAt').execute()
  await schema
    .createTable('userAccount')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('userId', 'text', (column) => column.notNull().references('user.id'))
    .addColumn('accountId', 'text', (column) => column.notNull())
    .addColumn('providerId', 'text', (column) => column.notNull())
    .addColumn('accessToken', 'text')
    .addColumn('refreshToken', 'text')
    .addColumn('idToken', 'text')
    .addColumn('accessTokenExpiresAt', 'text')
    .addColumn('refreshTokenExpiresAt', 'text')
    .addColumn('scope', 'text')
    .addColumn('password', 'text')
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('updatedAt', 'text', (column) => column.notNull())
    .addUniqueConstraint('userAccountOnce', ['userId', 'providerId'])
    .execute()
  await schema
    .createTable('verification')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('identifier', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('expiresAt', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('updatedAt', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('verificationByIdentifier').on('verification').column('identifier').execute()
  await schema.createIndex('verificationByExpiry').on('verification').column('expiresAt').execute()
  await schema
    .createTable('twoFactor')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('userId', 'text', (column) => column.notNull().unique().references('user.id'))
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('backupCodes', 'text', (column) => column.notNull())
    .addColumn('verified', 'integer', (column) => column.notNull().defaultTo(1))
    .addColumn('failedVerificationCount', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('lockedUntil', 'text')
    .execute()
}

async function organisations({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('organisation')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('slug', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('endedAt', 'text')
    .execute()
  await schema
    .createTable('organisationMember')
    .addColumn('organisationId', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('userId', 'text', (column) => column.notNull().references('user.id'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('since', 'text', (column) => column.notNull())
    .addColumn('until', 'text')
    .addPrimaryKeyConstraint('organisationMemberPk', ['organisationId', 'userId', 'since'])
    .execute()
  await schema.createIndex('organisationMemberByUser').on('organisationMember').column('userId').execute()
  await schema
    .createTable('organisationSite')
    .addColumn('organisationId', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('siteId', 'text', (column) => column.notNull().references('site.id'))
    .addColumn('since', 'text', (column) => column.notNull())
    .addColumn('until', 'text')
    .addPrimaryKeyConstraint('organisationSitePk', ['organisationId', 'siteId', 'since'])
    .execute()
  await schema.createIndex('organisationSiteBySite').on('organisationSite').column('siteId').execute()
}

async function codesAndLinks({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('oneTimeLink')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('tokenHash', 'text', (column) => column.notNull().unique())
    .addColumn('userId', 'text', (column) => column.references('user.id'))
    .addColumn('organisationId', 'text', (column) => column.references('organisation.id'))
    .addColumn('role', 'text')
    .addColumn('email', 'text')
    .addColumn('phone', 'text')
    .addColumn('createdBy', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('expiresAt', 'text', (column) => column.notNull())
    .addColumn('usedAt', 'text')
    .addColumn('revokedAt', 'text')
    .execute()
  await schema
    .createTable('signInCode')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('subjectHash', 'text', (column) => column.notNull())
    .addColumn('codeHash', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .addColumn('expiresAt', 'text', (column) => column.notNull())
    .addColumn('usedAt', 'text')
    .execute()
  await schema
    .createIndex('signInCodeBySubject')
    .on('signInCode')
    .columns(['subjectHash', 'purpose', 'createdAt'])
    .execute()
  await schema.createIndex('signInCodeByExpiry').on('signInCode').column('expiresAt').execute()
  await schema
    .createTable('signInThrottle')
    .addColumn('subjectHash', 'text', (column) => column.primaryKey())
    .addColumn('failures', 'integer', (column) => column.notNull())
    .addColumn('since', 'text', (column) => column.notNull())
    .addColumn('lockedUntil', 'text')
    .execute()
  await schema.createIndex('signInThrottleBySince').on('signInThrottle').column('since').execute()
  await schema
    .createTable('securityAlert')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .execute()
}

/** The keys that there are go on as what they were: an admin's, for everything. */
async function keys({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .alterTable('apiKey')
    .addColumn('role', 'text', (column) => column.notNull().defaultTo('admin'))
    .execute()
  for (const column of ['organisationId', 'scopes', 'expiresAt', 'lastUsedAt', 'createdBy'] as const)
    await schema.alterTable('apiKey').addColumn(column, 'text').execute()
  await schema.alterTable('idempotentRequest').renameColumn('apiKeyId', 'actorId').execute()
}
