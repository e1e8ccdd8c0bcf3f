/**
 * What reads and writes certificates beyond what Node can. Loaded by who first needs it: most days nobody does, and it
 * would cost each start a tenth of a second and 18 MB.
 */
export async function loadX509() {
  await import('reflect-metadata')
  return import('@peculiar/x509')
}
