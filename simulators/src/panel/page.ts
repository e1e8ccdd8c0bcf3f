import { html } from 'hono/html'
import type { PanelSnapshot } from './snapshot.ts'

/** The shell; the first snapshot stands in it, so that the post is drawn before the stream opens. */
export function page(snapshot: PanelSnapshot) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${snapshot.chargePointId} · Colok virtual charger</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/panel.css">
<script type="module" src="/panel.js"></script>
</head>
<body>
<virtual-charger data-snapshot="${JSON.stringify(snapshot)}"></virtual-charger>
<noscript>The virtual charger is drawn by a script of this machine's own: please allow scripts for this page.</noscript>
</body>
</html>`
}
