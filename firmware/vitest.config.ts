import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**'],
    // Tests here wait for processes and lines more than for processors.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    // Only so that something that hangs ends: a machine that is busy with other work may take its time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
  },
})
