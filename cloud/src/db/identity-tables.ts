import type { Generated } from 'kysely'
import type { OrganisationKind, Role } from '../core/roles.ts'

/** People, how they sign in, and what they belong to. Those of better-auth are written by its adapter alone. */
export interface IdentityTables {
  user: UserTable
  userSession: UserSessionTable
  userAccount: UserAccountTable
  verification: VerificationTable
  twoFactor: TwoFactorTable
  organisation: OrganisationTable
  organisationMember: OrganisationMemberTable
  organisationSite: OrganisationSiteTable
  oneTimeLink: OneTimeLinkTable
  signInCode: SignInCodeTable
  signInThrottle: SignInThrottleTable
  securityAlert: SecurityAlertTable
}

interface UserTable {
  id: string
  name: string
  /** Lower case; null for drivers, who sign in by phone. */
  email: string | null
  emailVerified: Generated<number>
  image: string | null
  /** As E.164, `+6281234567890`. */
  phone: string | null
  phoneVerified: Generated<number>
  twoFactorEnabled: Generated<number>
  /** The language of messages to this person. */
  language: Generated<'id' | 'en'>
  /** From then on nobody signs in as this person. */
  closedAt: string | null
  createdAt: string
  updatedAt: string
}

/** Where somebody is signed in. */
interface UserSessionTable {
  id: string
  userId: string
  /** A keyed hash: who reads the table signs in as nobody. */
  token: string
  ipAddress: string | null
  userAgent: string | null
  /** As a member of which organisation its holder has chosen to act. */
  organisationId: string | null
  /** Who came by a code to a phone alone is a driver here, whatever else they are. */
  signedInBy: Generated<'password' | 'phone'>
  /** Until then a fresh code was given. */
  freshUntil: string | null
  lastSeenAt: string | null
  expiresAt: string
  createdAt: string
  updatedAt: string
}

/** A way to sign in: here always a password. */
interface UserAccountTable {
  id: string
  userId: string
  accountId: string
  providerId: string
  accessToken: string | null
  refreshToken: string | null
  idToken: string | null
  accessTokenExpiresAt: string | null
  refreshTokenExpiresAt: string | null
  scope: string | null
  /** scrypt. */
  password: string | null
  createdAt: string
  updatedAt: string
}

/** What waits to be confirmed: a sign-in whose code has not been given yet. */
interface VerificationTable {
  id: string
  identifier: string
  value: string
  expiresAt: string
  createdAt: string
  updatedAt: string
}

/** An authenticator app and recovery codes, encrypted under the system's secret. */
interface TwoFactorTable {
  id: string
  userId: string
  secret: string
  backupCodes: string
  verified: Generated<number>
  failedVerificationCount: Generated<number>
  lockedUntil: string | null
}

interface OrganisationTable {
  id: string
  /** Short and stable, chosen by people. */
  slug: string
  name: string
  kind: OrganisationKind
  createdAt: string
  endedAt: string | null
}

interface OrganisationMemberTable {
  organisationId: string
  userId: string
  role: Role
  since: string
  /** The first instant at which it is one no longer; null while it is. */
  until: string | null
}

/** Which sites an organisation may see, and from when to when what happened there is its business. */
interface OrganisationSiteTable {
  organisationId: string
  siteId: string
  since: string
  until: string | null
}

/** Good once: the first admin's, an invitation, a new password. */
interface OneTimeLinkTable {
  id: string
  kind: 'firstAdmin' | 'invitation' | 'passwordReset'
  tokenHash: string
  /** Of a password reset. */
  userId: string | null
  /** Of an invitation. */
  organisationId: string | null
  role: Role | null
  email: string | null
  phone: string | null
  createdBy: string
  /** The person who invites; null where the operator key does. */
  makerId: string | null
  createdAt: string
  expiresAt: string
  usedAt: string | null
  /** It was taken back. */
  revokedAt: string | null
}

/** A code that was sent; good once, for one thing, for five minutes, for a few attempts. */
interface SignInCodeTable {
  id: string
  purpose: 'signIn' | 'driver' | 'fresh'
  /** Whom or what it was sent for: a keyed hash. */
  subjectHash: string
  codeHash: string
  attempts: Generated<number>
  createdAt: string
  expiresAt: string
  usedAt: string | null
}

/** How often something was tried in vain: by account, by address. */
interface SignInThrottleTable {
  /** A keyed hash of what is counted. */
  subjectHash: string
  failures: number
  /** The first of them. */
  since: string
  lockedUntil: string | null
}

/** What somebody who watches over the system should hear of. */
interface SecurityAlertTable {
  id: string
  at: string
  kind: 'signInLocked'
  /** Masked: what was attacked, or from where. */
  subject: string
  /** JSON. */
  detail: string
}
