import { accessMatrix, type Thing } from './access-matrix.ts'
import { mayRole, type Permission } from './core/roles.ts'

/** What a partner may read of its own: paths with GET. */
export const readableByPartners: readonly {
  readonly path: string
  readonly permission: Permission
  readonly thing: Thing | undefined
}[] = Object.entries(accessMatrix).flatMap(([route, access]) =>
  access.kind === 'granted' &&
  route.startsWith('GET ') &&
  mayRole('partner', access.permission) &&
  (access.narrowed === 'ownSites' || access.narrowed === 'ownOrganisation')
    ? [{ path: route.slice('GET '.length), permission: access.permission, thing: access.thing }]
    : [],
)
