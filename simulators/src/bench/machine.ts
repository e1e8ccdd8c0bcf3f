import { readFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'

/** One line that names the machine, since a figure without its machine says nothing. */
export function describeMachine(): string {
  const processors = cpus()
  const memoryGib = (totalmem() / 2 ** 30).toFixed(0)
  return [
    `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}`,
    `${memoryGib} GiB`,
    `${type()} ${release()}`,
    `Node ${process.version}`,
    `at most ${descriptorLimit()} open files`,
  ].join(', ')
}

/** The soft limit of open descriptors of this process, which bounds the number of connections; 0 when it cannot be told. */
function descriptorLimit(): number {
  try {
    const limit = /Max open files\s+(\S+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return limit === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(limit ?? 0)
  } catch {
    return 0
  }
}

/** Beside its connections a process holds its files, its pipes and its database. */
const otherDescriptors = 200

/** As many connections as are wanted, or as many as the descriptor limit allows, which is said. */
export function possibleConnections(options: {
  readonly wanted: number
  readonly progress: (text: string) => void
}): number {
  const limit = descriptorLimit()
  const possible = Math.max(1, Math.min(options.wanted, limit - otherDescriptors))
  if (possible < options.wanted)
    options.progress(
      `only ${possible} chargers instead of ${options.wanted}: a process may have ${limit} files open (ulimit -n)`,
    )
  return possible
}
