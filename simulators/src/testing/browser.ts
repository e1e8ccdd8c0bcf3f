import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium as playwright } from 'playwright-core'

/**
 * A headless Chromium that comes whole from npm, with its own libraries and its own fonts, so that a machine needs
 * nothing installed and a page looks the same everywhere. Close it when done; what it unpacked goes with the process.
 */
export async function launchBrowser(): Promise<Browser> {
  unpacked ??= unpack()
  const { executablePath, env } = await unpacked
  // The package's own arguments are for a Lambda's single process, in which pages die; the sandbox will not run as root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return playwright.launch({ executablePath, env, args, headless: true })
}

interface Unpacked {
  readonly executablePath: string
  readonly env: Record<string, string>
}

/** Once a process: the package reads the environment only when it is first loaded. */
let unpacked: Promise<Unpacked> | undefined

/**
 * The package unpacks its libraries and fonts only where it believes it runs in a Lambda, and takes whatever an older
 * copy left in the temporary folder: so it is told of a Lambda and given a folder of its own before it is loaded.
 */
async function unpack(): Promise<Unpacked> {
  const folder = mkdtempSync(join(tmpdir(), 'colok-chromium-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  // Changed in place and put back: `os.tmpdir()` reads the process's own environment, not the object that stands for it.
  const before = { ...process.env }
  Object.assign(process.env, {
    AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x',
    TMPDIR: folder,
  })
  try {
    const { default: chromium } = await import('@sparticuz/chromium')
    const executablePath = await chromium.executablePath()
    const fontsConfiguration = join(folder, 'fonts.conf')
    // The one that comes along names /tmp/fonts and no other place.
    writeFileSync(
      fontsConfiguration,
      `<?xml version="1.0"?><fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/cache</cachedir></fontconfig>`,
    )
    const set = Object.entries({
      ...process.env,
      FONTCONFIG_FILE: fontsConfiguration,
    })
    return {
      executablePath,
      env: Object.fromEntries(set.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    }
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  }
}
