import { mayRole, permissionNames, type Role } from '../core/roles.ts'

type Api = <Body>(
  path: string,
  init: { method: string; body: unknown },
) => Promise<{ status: number; body: Body }>

/** A key for all that a role may do, made by the operator's. */
export async function keyFor(
  { api }: { readonly api: Api },
  role: Exclude<Role, 'driver'>,
  organisationId?: string,
): Promise<string> {
  const scopes = permissionNames.filter((permission) => mayRole(role, permission))
  const body = { name: `the ${role}`, role, scopes, organisationId }
  const made = await api<{ key: string }>('/api-keys', { method: 'POST', body })
  if (made.status !== 201) throw new Error(`No key for ${role}: ${JSON.stringify(made.body)}`)
  return made.body.key
}
