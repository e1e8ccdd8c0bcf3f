import { writeFileSync } from 'node:fs'
import { privacyDocument } from './features/privacy/document.ts'

// `npm run privacy` writes it anew.
writeFileSync(new URL('../PRIVACY.md', import.meta.url), privacyDocument())
