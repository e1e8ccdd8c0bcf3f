import { globSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('.', import.meta.url))

const everyTest = '**/*.test.{ts,tsx}'
const notOurs = '**/node_modules/**'

/** What gives a test its database; who imports one of these runs on every engine. */
const withDatabase = /from '.*\/(test-database|test-cloud|virtual-cloud|prepaid-world|wallet-world)\.ts'/

/** About what PostgreSQL alone does. */
const aboutPostgres = '**/*postgres*.test.ts'

const testsOfDatabases = globSync(everyTest, { cwd: root, exclude: [notOurs] }).filter((file) =>
  withDatabase.test(readFileSync(`${root}${file}`, 'utf8')),
)

export default defineConfig({
  test: {
    exclude: [notOurs],
    // Tests here wait for disks and sockets more than for processors; a percentage would be held to their number.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    // A worker keeps what it has loaded for the next file: to load the central system takes longer than most files' tests.
    // What modules keep for the process is the same for all, or counted by whom it is about.
    isolate: false,
    // Processes that tests start load a thousand files each; what the first has compiled serves the others.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url)) },
    // Only so that something that hangs ends: a machine that is busy with other work may take its time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'sqlite',
          include: [everyTest],
          exclude: [notOurs, aboutPostgres],
          globalSetup: ['src/testing/sqlite-global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: [...testsOfDatabases, aboutPostgres],
          globalSetup: ['src/testing/postgres-global-setup.ts'],
        },
      },
    ],
  },
})
