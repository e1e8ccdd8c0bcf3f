import { buildPageAssets, type PageAssets } from '../live/page-assets.ts'

/** The panel's script and styles. */
export function buildPanelAssets(): Promise<PageAssets> {
  return buildPageAssets(new URL('client/main.tsx', import.meta.url), new URL('panel.css', import.meta.url))
}
