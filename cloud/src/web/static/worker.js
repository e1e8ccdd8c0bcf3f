/**
 * Keeps the pages readable when the signal is gone: what is needed to show them is fetched once, a page that was live is
 * shown as it last was, and every other one says what to do. `files` and `version` stand in front of this text.
 */
const shell = `shell-${version}`

addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(shell)
      .then((cache) => cache.addAll(files))
      .then(() => skipWaiting()),
  )
})

addEventListener('activate', (event) => {
  event.waitUntil(
    Promise.all([
      clients.claim(),
      registration.navigationPreload?.enable(),
      caches
        .keys()
        .then((names) =>
          Promise.all(
            names.filter((name) => name !== shell && name !== 'pages').map((name) => caches.delete(name)),
          ),
        ),
    ]),
  )
})

addEventListener('fetch', (event) => {
  const { request } = event
  if (request.mode === 'navigate') event.respondWith(page(event))
  else if (files.includes(new URL(request.url).pathname)) event.respondWith(ofShell(request))
})

async function page({ request, preloadResponse }) {
  try {
    return (await preloadResponse) ?? (await fetch(request))
  } catch {
    const kept =
      request.method === 'GET' && (await caches.match(new URL(request.url).pathname, { cacheName: 'pages' }))
    return kept || caches.match('/offline', { cacheName: shell })
  }
}

async function ofShell(request) {
  return (await caches.match(request, { cacheName: shell })) ?? fetch(request)
}
