import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hardwareFolder, readHardware } from './data.ts'
import { documents } from './documents.ts'

/** Writes anew what `hardware/` shows of its data: `npm run hardware:draw -w firmware`. */
for (const [path, text] of Object.entries(documents(readHardware('reference-1')))) {
  writeFileSync(join(hardwareFolder, path), text)
  process.stdout.write(`hardware/${path}\n`)
}
