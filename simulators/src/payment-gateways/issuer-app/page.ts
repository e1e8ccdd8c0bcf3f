import { html } from 'hono/html'
import type { IssuerAppSnapshot } from './snapshot.ts'

/** The shell; the first snapshot stands in it, so that the purse is drawn before the stream opens. */
export function page(snapshot: IssuerAppSnapshot) {
  return html`<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Dompet · Colok</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/issuer-app.css">
<script type="module" src="/issuer-app.js"></script>
</head>
<body>
<issuer-app data-snapshot="${JSON.stringify(snapshot)}"></issuer-app>
<noscript>Halaman ini digambar oleh skripnya sendiri: mohon izinkan skrip.</noscript>
</body>
</html>`
}
