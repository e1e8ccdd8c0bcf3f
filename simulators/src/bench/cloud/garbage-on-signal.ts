/**
 * Preloaded into a server whose memory is measured: SIGUSR2 collects all garbage and gives back to the kernel what can
 * be given back, as a process short of memory does, so that what is counted is held.
 */
process.on('SIGUSR2', () => {
  if (globalThis.gc === undefined) throw new Error('start Node with --expose-gc')
  globalThis.gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
})
