import 'hono/jsx'

declare module 'hono/jsx' {
  namespace JSX {
    interface IntrinsicElements {
      /** Keeps its content as the server sends it: web/static/live.js. */
      'colok-live': { src: string; keep?: boolean; children?: unknown }
      /** Adds to a chart what is measured: web/static/power.js. */
      'colok-power': { src: string; children?: unknown }
      /** Keeps rows, dots and counts as the server tells them: web/static/console.js. */
      'colok-board': { src: string; children?: unknown }
      /** Asks the phone where it is: web/static/here.js. */
      'colok-here': { href: string; searching: string; refused: string; children?: unknown }
    }
  }
}
