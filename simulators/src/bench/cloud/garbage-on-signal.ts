/** Preloaded into a server whose memory is measured: SIGUSR2 collects all garbage, so that what is counted is held. */
process.on('SIGUSR2', () => {
  if (globalThis.gc === undefined) throw new Error('start Node with --expose-gc')
  globalThis.gc()
  globalThis.gc()
})
