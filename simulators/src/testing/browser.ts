import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium as playwright } from 'playwright-core'

/**
 * A headless Chromium that comes whole from npm, with its own libraries and its own fonts, so that a machine needs
 * nothing installed and a page looks the same everywhere. What it unpacked is removed when it is closed.
 */
export async function launchBrowser(): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), 'colok-chromium-'))
  const executablePath = await unpack(folder)
  const browser = await playwright.launch({
    executablePath,
    env: { ...definedOnly(process.env), ...environmentOf(folder) },
    // The package's own arguments are for a Lambda's single process, in which pages die; its sandbox will not run as root.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    headless: true,
  })
  browser.once('disconnected', () => rmSync(folder, { recursive: true, force: true }))
  return browser
}

/**
 * The package unpacks its libraries and fonts only where it believes it runs in a Lambda, and takes whatever an older
 * copy left in the temporary folder: so it is told of a Lambda and given a folder of its own. The process's own
 * environment is changed for it and put back, since `os.tmpdir()` reads that and no copy.
 */
async function unpack(folder: string): Promise<string> {
  const before = { ...process.env }
  Object.assign(process.env, { AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x', TMPDIR: folder })
  try {
    const { default: chromium } = await import('@sparticuz/chromium')
    return await chromium.executablePath()
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  }
}

/** Where the unpacked libraries and fonts are; the font configuration that comes along names /tmp/fonts and no other. */
function environmentOf(folder: string): Record<string, string> {
  const configuration = join(folder, 'fonts.conf')
  writeFileSync(
    configuration,
    `<?xml version="1.0"?><fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/cache</cachedir></fontconfig>`,
  )
  return { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'), FONTCONFIG_FILE: configuration }
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  const set = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(set)
}
