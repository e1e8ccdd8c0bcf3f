import type { Permission } from './roles.ts'

/** What may stand after a command's word. `text` takes all the rest. */
export type ArgumentName =
  | 'command'
  | 'charger'
  | 'socket'
  | 'reference'
  | 'partner'
  | 'period'
  | 'incident'
  | 'span'
  | 'audience'
  | 'text'
  | 'person'
  | 'role'
  | 'organisation'

interface CommandFacts {
  /** Words for the same in Indonesian, and shorter ones. */
  readonly aliases: readonly string[]
  readonly required: readonly ArgumentName[]
  readonly optional: readonly ArgumentName[]
  /** Every one of them is needed. */
  readonly permissions: readonly Permission[]
  /** Whether it concerns everybody's things, so that whoever sees their own alone may not. */
  readonly forAll: boolean
  /** Asked for once more with a code before it is done: what moves money, stops more than one socket, or reaches many. */
  readonly confirmed: boolean
}

function command<
  const Required extends readonly ArgumentName[],
  const Optional extends readonly ArgumentName[],
>(
  facts: Partial<CommandFacts> & {
    readonly required?: Required
    readonly optional?: Optional
    readonly permissions: readonly Permission[]
  },
): CommandFacts & { readonly required: Required; readonly optional: Optional } {
  return {
    ...{ aliases: [], forAll: false, confirmed: false, ...facts },
    required: facts.required ?? ([] as readonly ArgumentName[] as Required),
    optional: facts.optional ?? ([] as readonly ArgumentName[] as Optional),
  }
}

/**
 * What may be asked for by chat. `stop` needs no code: to take the power off one socket is the safe way, and whoever smells
 * smoke has no time for one.
 */
export const chatCommands = {
  help: command({
    aliases: ['bantuan', 'tolong', 'menu', 'commands', 'perintah'],
    optional: ['command'],
    permissions: ['account'],
  }),
  ping: command({ aliases: ['tes', 'test'], permissions: ['account'] }),
  info: command({ aliases: ['siapa', 'akun', 'whoami'], permissions: ['account'] }),
  status: command({ aliases: ['keadaan', 'cek'], required: ['charger'], permissions: ['chargers.read'] }),
  stop: command({
    aliases: ['henti', 'hentikan'],
    required: ['charger', 'socket'],
    permissions: ['sessions.control'],
  }),
  reset: command({
    ...{ aliases: ['ulang', 'restart'], required: ['charger'] },
    ...{ permissions: ['chargers.command'], confirmed: true },
  }),
  total: command({ aliases: ['pendapatan', 'omzet'], permissions: ['payments.read'] }),
  totalall: command({ aliases: ['totalsemua'], permissions: ['payments.read'], forAll: true }),
  payment: command({
    aliases: ['pembayaran', 'bayar'],
    required: ['reference'],
    permissions: ['payments.read'],
  }),
  settle: command({
    ...{ aliases: ['bagihasil', 'setor'], required: ['partner', 'period'] },
    ...{ permissions: ['statements.write', 'payouts.write'], forAll: true, confirmed: true },
  }),
  settleall: command({
    ...{ aliases: ['bagihasilsemua', 'setorsemua'], required: ['period'] },
    ...{ permissions: ['statements.write', 'payouts.write'], forAll: true, confirmed: true },
  }),
  cancel: command({
    ...{ aliases: ['batal', 'batalkan', 'void'], required: ['reference'] },
    ...{ permissions: ['refunds.write'], forAll: true, confirmed: true },
  }),
  done: command({
    aliases: ['selesai', 'beres'],
    required: ['incident'],
    permissions: ['chargers.command'],
    forAll: true,
  }),
  autocharge: command({
    ...{ aliases: ['tagih', 'tagihan'], optional: ['period'] },
    ...{ permissions: ['postpaid.write'], forAll: true, confirmed: true },
  }),
  report: command({ aliases: ['laporan'], optional: ['span'], permissions: ['payments.read'] }),
  broadcast: command({
    ...{ aliases: ['siaran', 'umumkan'], required: ['audience', 'text'] },
    ...{ permissions: ['messages.write'], forAll: true, confirmed: true },
  }),
  grant: command({
    ...{ aliases: ['beri', 'angkat'], required: ['person', 'role'], optional: ['organisation'] },
    ...{ permissions: ['people.write'], confirmed: true },
  }),
  revoke: command({
    ...{ aliases: ['cabut'], required: ['person', 'role'], optional: ['organisation'] },
    ...{ permissions: ['people.write'], confirmed: true },
  }),
} as const satisfies Record<string, CommandFacts>

export type ChatCommandName = keyof typeof chatCommands

export const chatCommandNames = Object.keys(chatCommands) as [ChatCommandName, ...ChatCommandName[]]

type Required<Name extends ChatCommandName> = (typeof chatCommands)[Name]['required'][number]
type Optional<Name extends ChatCommandName> = (typeof chatCommands)[Name]['optional'][number]

/** A command with what was given to it, in the one form that the rest of the system knows it by. */
export type ChatCommand = {
  readonly [Name in ChatCommandName]: {
    readonly name: Name
    readonly given: { readonly [Argument in Required<Name>]: string } & {
      readonly [Argument in Optional<Name>]?: string
    }
  }
}[ChatCommandName]

/** Each word that begins a command, with the command. */
export const commandWords: ReadonlyMap<string, ChatCommandName> = new Map(
  chatCommandNames.flatMap((name) => [
    [name, name] as const,
    ...chatCommands[name].aliases.map((alias) => [alias, name] as const),
  ]),
)

/** How each is written, as an example that can be sent as it is. */
const examples: Readonly<Record<ArgumentName, string>> = {
  command: 'status',
  charger: 'CLK-0001',
  socket: '1',
  reference: 'P4K9Q2M7',
  partner: 'warung-made',
  period: '2026-10',
  incident: '17',
  span: 'week',
  audience: 'staff',
  text: 'Pos 3 diperbaiki sampai pukul 15.00.',
  person: '+6281234567890',
  role: 'technician',
  organisation: 'colok',
}

/** `status CLK-0001`. What may be left out is left out. */
export function exampleOf(name: ChatCommandName): string {
  return [name, ...chatCommands[name].required.map((argument) => examples[argument])].join(' ')
}
