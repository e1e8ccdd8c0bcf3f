import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

export interface PanelAssets {
  readonly script: string
  readonly styles: string
}

/** The page's script, bundled from `client/`, and its styles. Throws with esbuild's own account of what is wrong. */
export async function buildPanelAssets(): Promise<PanelAssets> {
  const [bundle, styles] = await Promise.all([
    build({
      entryPoints: [fileURLToPath(new URL('client/main.tsx', import.meta.url))],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      jsx: 'automatic',
      jsxImportSource: 'hono/jsx/dom',
      minify: true,
      logLevel: 'silent',
    }),
    readFile(new URL('panel.css', import.meta.url), 'utf8'),
  ])
  return {
    script: bundle.outputFiles.map((file) => file.text).join(''),
    styles,
  }
}
