/** What somebody may be. Whom of it they may see follows from `reachOf`. */
export const roles = [
  'driver',
  'fleetManager',
  'partner',
  'technician',
  'operator',
  'finance',
  'admin',
  'auditor',
] as const
export type Role = (typeof roles)[number]

/** Whose things somebody may see: everybody's, those of one organisation, or a driver's own. */
export type Reach =
  | { readonly kind: 'all' }
  | { readonly kind: 'organisation'; readonly organisationId: string }
  | { readonly kind: 'driver'; readonly userId: string }

export type OrganisationKind = 'operator' | 'partner' | 'company'

/** Which roles an organisation of each kind has. Everything else about a member follows from the role. */
export const rolesIn = {
  operator: ['technician', 'operator', 'finance', 'admin', 'auditor'],
  partner: ['partner'],
  company: ['fleetManager', 'driver'],
} as const satisfies Record<OrganisationKind, readonly Role[]>

const reachKinds: Readonly<Record<Role, Reach['kind']>> = {
  driver: 'driver',
  fleetManager: 'organisation',
  partner: 'organisation',
  technician: 'all',
  operator: 'all',
  finance: 'all',
  admin: 'all',
  auditor: 'all',
}

export const reachKindOf = (role: Role): Reach['kind'] => reachKinds[role]

const everybody = roles
const staff = ['technician', 'operator', 'finance', 'admin', 'auditor'] as const
const service = ['technician', 'operator', 'admin'] as const
const management = ['operator', 'admin'] as const
const money = ['finance', 'admin'] as const

/**
 * Who may do what. A key's scopes are some of these. Auditors have what ends in `.read` and nothing else, and what moves
 * money is for finance and admins. Reading is narrowed to a partner's own by the row of its route.
 */
export const permissions = {
  /** One's own sign-ins, password and second factor. */
  account: everybody,
  /** To be forgotten, by oneself; an auditor asks an admin. */
  'account.close': ['driver', 'fleetManager', 'partner', 'technician', 'operator', 'finance', 'admin'],
  'chargers.read': ['partner', ...staff],
  'chargers.write': management,
  'chargers.install': service,
  'chargers.command': service,
  /** Passwords, security profiles and certificates. */
  'chargers.secure': management,
  'diagnostics.read': ['technician', 'operator', 'admin', 'auditor'],
  'firmware.read': ['technician', 'operator', 'admin', 'auditor'],
  'firmware.write': management,
  'firmware.install': service,
  'sessions.read': ['partner', ...staff],
  'sessions.control': service,
  /** What a session that is in doubt costs. */
  'sessions.resolve': money,
  'reservations.read': ['technician', 'operator', 'admin', 'auditor'],
  'reservations.write': service,
  'cards.read': ['operator', 'finance', 'admin', 'auditor'],
  'cards.write': management,
  'sites.read': ['partner', ...staff],
  'sites.write': management,
  /** The papers that the law asks for, and the export for the ministry. */
  'regulation.read': ['partner', ...staff],
  'reports.read': ['partner', 'operator', 'finance', 'admin', 'auditor'],
  'reports.write': ['operator', 'finance', 'admin'],
  'economics.read': ['operator', 'finance', 'admin', 'auditor'],
  'economics.write': money,
  'regulation.write': management,
  'tariffs.read': ['partner', ...staff],
  'tariffs.write': money,
  'payments.read': ['partner', 'operator', 'finance', 'admin', 'auditor'],
  /** The driver's own page of a payment, on which it may be stopped and a refund be claimed, and what was claimed. */
  'payments.assist': ['operator', 'finance', 'admin'],
  'exceptions.read': ['operator', 'finance', 'admin', 'auditor'],
  'exceptions.write': money,
  'refunds.write': money,
  'wallets.read': ['operator', 'finance', 'admin', 'auditor'],
  /** To open, fill up and freeze them, to link cards, and to know their holders' own pages. */
  'wallets.write': ['operator', 'finance', 'admin'],
  'postpaid.read': ['operator', 'finance', 'admin', 'auditor'],
  'postpaid.write': money,
  'partners.read': ['partner', 'operator', 'finance', 'admin', 'auditor'],
  'agreements.write': money,
  'statements.write': money,
  /** Where a partner is paid: to be confirmed by a second person with `payouts.write`. */
  'partners.account': ['partner', ...money],
  'payouts.write': money,
  'planning.read': ['operator', 'finance', 'admin', 'auditor'],
  'planning.write': management,
  'assets.read': ['partner', ...staff],
  'assets.write': management,
  /** To receive, send and count what is at one's own sites. */
  'assets.move': ['partner', ...service],
  'ledger.read': ['finance', 'admin', 'auditor'],
  'ledger.write': money,
  'reconciliation.read': ['finance', 'admin', 'auditor'],
  'reconciliation.write': money,
  'configuration.read': ['technician', 'operator', 'admin', 'auditor'],
  'configuration.write': management,
  'webhooks.read': ['operator', 'admin', 'auditor'],
  'webhooks.write': ['admin'],
  'messages.read': ['operator', 'admin', 'auditor'],
  'messages.write': management,
  'messages.prices': money,
  'alerts.read': staff,
  'alerts.write': management,
  /** What is being repaired, and for how much of the time things work. */
  'incidents.read': ['partner', ...staff],
  'incidents.write': service,
  'organisations.read': ['partner', 'fleetManager', 'operator', 'finance', 'admin', 'auditor'],
  'organisations.write': ['admin'],
  'people.read': ['partner', 'fleetManager', 'admin', 'auditor'],
  'people.write': ['partner', 'fleetManager', 'admin'],
  'keys.read': ['admin', 'auditor'],
  'keys.write': ['admin'],
  'drivers.read': ['operator', 'finance', 'admin', 'auditor'],
  'drivers.write': management,
  'fleets.read': ['fleetManager', 'operator', 'finance', 'admin', 'auditor'],
  'fleets.write': ['fleetManager', 'operator', 'admin'],
  'privacy.read': ['admin', 'auditor'],
  'privacy.write': ['admin'],
  'activity.read': ['admin', 'auditor'],
  'metrics.read': ['technician', 'operator', 'admin', 'auditor'],
} as const satisfies Record<string, readonly Role[]>
export type Permission = keyof typeof permissions

export const permissionNames = Object.keys(permissions) as [Permission, ...Permission[]]

export function mayRole(role: Role, permission: Permission): boolean {
  const allowed: readonly Role[] = permissions[permission]
  return allowed.includes(role)
}

/** Whether `by` may give `role` to somebody: an admin every role, others those of an organisation of their own kind. */
export function mayGive(by: Role, role: Role): boolean {
  if (by === 'admin') return true
  if (by === 'partner') return role === 'partner'
  return by === 'fleetManager' && rolesIn.company.some((one) => one === role)
}
