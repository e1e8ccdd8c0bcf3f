import type { MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { assetHash, assetText, assetUrl } from '../web/assets.ts'

/** Told by a browser that has the style sheet of this content. */
const cookieName = 'style'
const oneYearS = 31_536_000

const link = `<link rel="stylesheet" href="${assetUrl('style.css')}"/>`
const inline = `<style>${assetText('style.css')}</style>`

/** Without it a browser lays pages out as those of 1998. */
const doctype = '<!doctype html>'

/**
 * What every page has in front of it, and in it. Whoever comes for the first time, outdoors on a weak signal, gets the style
 * sheet in the page: a file of its own costs a round trip before anything can be read. A browser that has fetched the file,
 * as the worker makes it do, says so by a cookie, and gets pages that link to it. The policy allows this one text by its
 * hash.
 */
export function finishPages(): MiddlewareHandler {
  return async (c, next) => {
    await next()
    const type = c.res.headers.get('Content-Type') ?? ''
    if (c.req.path === assetUrl('style.css')) {
      const kept = { path: '/', maxAge: oneYearS, sameSite: 'Lax', httpOnly: true } as const
      setCookie(c, cookieName, assetHash('style.css'), kept)
    } else if (type.startsWith('text/html')) {
      const html = await c.res.text()
      const hasSheet = getCookie(c, cookieName) === assetHash('style.css')
      c.res = new Response(`${doctype}${hasSheet ? html : html.replace(link, () => inline)}`, c.res)
    }
  }
}
