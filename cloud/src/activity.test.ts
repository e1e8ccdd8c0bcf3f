import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { Writer } from './db/writer.ts'
import { recordActivity } from './features/activity/commands.ts'
import { systemClock } from './system-clock.ts'
import { newTestDatabase } from './testing/test-database.ts'

const run = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  spawnSync(process.execPath, [new URL('activity.ts', import.meta.url).pathname, ...args], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  })

test('says that the chain is whole, and which entry is the first that does not hold', async () => {
  const stored = await newTestDatabase()
  const database = await stored.open()
  const writer = new Writer(database.writeConnection, systemClock)
  const settings = { secret: 'x'.repeat(32) }
  for (const id of ['1', '2', '3'])
    await writer.write((tx) =>
      recordActivity(
        tx,
        { clock: systemClock, settings, newId: () => id },
        { actor: 'month end', action: 'statement.closed', subject: `statement:${id}` },
      ),
    )
  const whole = run(['--verify'], stored.environment)
  expect([whole.stderr, whole.stdout, whole.status]).toEqual([
    '',
    expect.stringMatching(/^The chain is whole: 3 entries, head [0-9a-f]{64}\n$/),
    0,
  ])
  await writer.write(async (tx) => {
    const guard =
      database.dialect === 'sqlite'
        ? 'drop trigger activity_entry_no_update'
        : 'drop trigger activity_entry_no_update on activity_entry'
    await tx.run(guard, [])
    await tx.run("update activity_entry set actor = 'nobody' where seq = 2", [])
  })
  const broken = run(['--verify', '--json'], stored.environment)
  expect(JSON.parse(broken.stdout)).toMatchObject({ entries: 1, broken: { seq: 2, reason: 'changed' } })
  expect(broken.status).toBe(1)
  await writer.stop()
  await database.close()
  await stored.remove()
})

test('says what is wrong with how it was called', () => {
  expect(run([])).toMatchObject({
    status: 2,
    stderr: 'colok-activity: say what to do: --verify, or --help\n',
  })
  expect(run(['--verify', '--head', 'xyz']).stderr).toContain('64 hexadecimal digits')
})
