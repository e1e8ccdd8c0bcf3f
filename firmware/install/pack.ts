/** Makes an update of a folder that a charger could run from: `npm run pack -w firmware -- <folder> <file.tar.gz>`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { firmwarePackage } from '../src/update/firmware-package.ts'
import { packFirmware } from '../src/update/pack-firmware.ts'

const [folder, file] = process.argv.slice(2)
if (folder === undefined || file === undefined) {
  process.stderr.write(
    'A folder and a file to write are wanted: npm run pack -w firmware -- <folder> <file.tar.gz>\n',
  )
  process.exitCode = 2
} else {
  const about = JSON.parse(readFileSync(join(folder, 'firmware/package.json'), 'utf8'))
  const { version } = z.object({ version: z.string() }).parse(about)
  await packFirmware(folder, file, { name: firmwarePackage.name, version })
  process.stdout.write(`${file}: ${firmwarePackage.name} ${version}\n`)
}
