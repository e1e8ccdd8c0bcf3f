import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { SecureVersion } from 'node:tls'
import { getRequestListener } from '@hono/node-server'
import type { Logger } from 'pino'
import type { Cloud } from './compose.ts'
import { type Config, ConfigError } from './config.ts'

/** Older ones are broken (security whitepaper, A00.FR.301). */
const minVersion: SecureVersion = 'TLSv1.2'

export interface TlsListeners {
  readonly tlsPort: number | undefined
  readonly mutualTlsPort: number | undefined
  /** Takes no more connections. */
  stopListening(): void
  /** Ends those that are left. */
  close(): void
}

/** Opens the TLS listeners that are configured. Throws a ConfigError for a certificate or port that cannot be used. */
export async function openTlsListeners(config: Config, cloud: Cloud, log: Logger): Promise<TlsListeners> {
  const { tlsPort, mutualTlsPort, publicUrl, host } = config
  if (tlsPort === undefined && mutualTlsPort === undefined)
    return { tlsPort: undefined, mutualTlsPort: undefined, stopListening() {}, close() {} }
  const hosts = new Set(['localhost', '127.0.0.1', ...(publicUrl ? [new URL(publicUrl).hostname] : [])])
  if (!['0.0.0.0', '::'].includes(host)) hosts.add(host)
  const issued = await cloud.issueServerCertificate([...hosts])
  const { cert, key } = configuredCredential(config) ?? { cert: issued.certificatePem, key: issued.keyPem }
  const common = { cert, key, minVersion }
  const servers: Server[] = []
  const open = async (server: Server, listener: 'tls' | 'mutualTls', port: number) => {
    server.on('upgrade', cloud.upgradesOn(listener))
    server.on('tlsClientError', (error, socket) =>
      log.warn({ listener, address: socket.remoteAddress, reason: error.message }, 'a TLS handshake failed'),
    )
    servers.push(server)
    return listen(server, {
      host,
      port,
      setting: listener === 'tls' ? 'COLOK_TLS_PORT' : 'COLOK_MUTUAL_TLS_PORT',
    })
  }
  const requests = getRequestListener(cloud.app.fetch)
  const mutual = { ...common, ca: issued.rootPem, requestCert: true, rejectUnauthorized: true }
  return {
    tlsPort: tlsPort === undefined ? undefined : await open(createServer(common, requests), 'tls', tlsPort),
    // Nothing but chargers comes here: the API and the pages are not behind a charger's certificate.
    mutualTlsPort:
      mutualTlsPort === undefined ? undefined : await open(createServer(mutual), 'mutualTls', mutualTlsPort),
    stopListening() {
      for (const server of servers) server.close()
    },
    close() {
      for (const server of servers) server.closeAllConnections()
    },
  }
}

function configuredCredential({
  tlsCertificateFile,
  tlsKeyFile,
}: Config): { cert: string; key: string } | undefined {
  if (tlsCertificateFile === undefined && tlsKeyFile === undefined) return undefined
  if (tlsCertificateFile === undefined || tlsKeyFile === undefined)
    throw new ConfigError(['tlsCertificateFile and tlsKeyFile go together: set both or neither'])
  const read = (setting: string, file: string) => {
    try {
      return readFileSync(file, 'utf8')
    } catch (error) {
      throw new ConfigError([`${setting}: ${error instanceof Error ? error.message : error}`])
    }
  }
  return { cert: read('tlsCertificateFile', tlsCertificateFile), key: read('tlsKeyFile', tlsKeyFile) }
}

function listen(server: Server, at: { host: string; port: number; setting: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? `is taken; set ${at.setting} to another port` : error.message
      reject(new ConfigError([`${at.host}:${at.port} ${why}`]))
    })
    server.listen({ host: at.host, port: at.port }, () => resolve((server.address() as AddressInfo).port))
  })
}
