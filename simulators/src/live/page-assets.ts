import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

export interface PageAssets {
  readonly script: string
  readonly styles: string
}

/** A page's script, bundled from its entry, and its styles behind those of every page. Throws with esbuild's own account of what is wrong. */
export async function buildPageAssets(entry: URL, styles: URL): Promise<PageAssets> {
  const [bundle, ...css] = await Promise.all([
    build({
      entryPoints: [fileURLToPath(entry)],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      jsx: 'automatic',
      jsxImportSource: 'hono/jsx/dom',
      minify: true,
      logLevel: 'silent',
    }),
    readFile(new URL('base.css', import.meta.url), 'utf8'),
    readFile(styles, 'utf8'),
  ])
  return { script: bundle.outputFiles.map((file) => file.text).join(''), styles: css.join('\n') }
}
