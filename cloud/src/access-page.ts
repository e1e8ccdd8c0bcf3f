import { type Access, accessMatrix, permissionsWithCode } from './access-matrix.ts'
import { mayRole, permissionNames, type Role, reachKindOf, roles } from './core/roles.ts'

type Granted = Extract<Access, { kind: 'granted' }>

const headings: Readonly<Record<Role, string>> = {
  driver: 'driver',
  fleetManager: 'fleet',
  partner: 'partner',
  technician: 'technician',
  operator: 'operator',
  finance: 'finance',
  admin: 'admin',
  auditor: 'auditor',
}

const sees: Readonly<Record<Granted['narrowed'], string>> = {
  all: 'everything',
  common: "what is nobody's",
  ownSites: 'own sites',
  ownOrganisation: 'own organisation',
  self: 'oneself',
}

/** ACCESS.md: who may call what, out of the data that decides it. */
export function accessPage(): string {
  return `# Who may do what

Written by \`npm run access -w cloud\` out of \`src/access-matrix.ts\` and \`src/core/roles.ts\`, which decide it; a test says
when this page is behind them. A route that is not here is refused.

- **●** all of it; **○** what is within reach: a partner's own sites and what happened there in its time, an
  organisation's own things, a person's own. To whom something is out of reach, it does not exist.
- **code**: a person gives a fresh code before; a key was made for it by name.
- A key has a role, a reach, and of its role's permissions those that it was made for. It never has more than its maker.
- Whoever signs in by a phone alone is a driver, whatever else they are.

## Permissions

${table(
  ['permission', ...roles.map((role) => headings[role])],
  permissionNames.map((permission) => [
    `${permission}${permissionsWithCode.has(permission) ? ' (code)' : ''}`,
    ...roles.map((role) => (mayRole(role, permission) ? '●' : '')),
  ]),
)}

## Routes for those who hold a key or have signed in

${table(
  ['route', 'permission', 'narrowed to', ...roles.map((role) => headings[role])],
  granted().map(({ route, access }) => [
    `\`${route}\``,
    `${access.permission}${access.freshCode ? ' (code)' : ''}`,
    sees[access.narrowed],
    ...roles.map((role) => markOf(role, access)),
  ]),
)}

## Routes for everybody

${table(
  ['route', 'because'],
  Object.entries(accessMatrix).flatMap(([route, access]) =>
    access.kind === 'open' ? [[`\`${route}\``, access.because]] : [],
  ),
)}
`
}

function granted(): { route: string; access: Granted }[] {
  return Object.entries(accessMatrix).flatMap(([route, access]) =>
    access.kind === 'granted' ? [{ route, access }] : [],
  )
}

function markOf(role: Role, { permission, narrowed }: Granted): string {
  if (!mayRole(role, permission)) return ''
  const reach = reachKindOf(role)
  if (narrowed === 'self') return '○'
  if (reach === 'all' || narrowed === 'common') return '●'
  return reach === 'organisation' && narrowed !== 'all' ? '○' : ''
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
