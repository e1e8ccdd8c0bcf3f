import { html } from 'hono/html'
import type { InboxSnapshot } from './snapshot.ts'

/** The shell; the first snapshot stands in it, so that the phone is drawn before the stream opens. */
export function page(snapshot: InboxSnapshot) {
  return html`<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Pesan · Colok</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/inbox-page.css">
<script type="module" src="/inbox-page.js"></script>
</head>
<body>
<message-inbox data-snapshot="${JSON.stringify(snapshot)}"></message-inbox>
<noscript>Halaman ini digambar oleh skripnya sendiri: mohon izinkan skrip.</noscript>
</body>
</html>`
}
