import 'hono/jsx'

declare module 'hono/jsx' {
  namespace JSX {
    interface IntrinsicElements {
      /** Keeps its content as the server sends it: web/static/live.js. */
      'colok-live': { src: string; children?: unknown }
    }
  }
}
