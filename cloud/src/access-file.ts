import { writeFileSync } from 'node:fs'
import { accessPage } from './access-page.ts'

/** Writes ACCESS.md: `npm run access -w cloud`. */
writeFileSync(new URL('../ACCESS.md', import.meta.url), accessPage())
