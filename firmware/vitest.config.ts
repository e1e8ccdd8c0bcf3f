import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**'],
    // Only a guard against a test that hangs: properties and whole sessions take their time on a busy machine.
    testTimeout: 60_000,
  },
})
