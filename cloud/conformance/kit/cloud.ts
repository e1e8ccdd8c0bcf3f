import { FrameLog } from '@colok/shared/testing/conformance/frame-log'
import { z } from 'zod'
import { type CloudProcess, spawnCloud } from '../../src/testing/cloud-process.ts'
import { cards, priceIdrPerKwh } from './cards.ts'
import { ChargePoint } from './charge-point.ts'
import type { Bench } from './conformance-case.ts'
import { type ApiAccess, callApi, type OcppUrls, Operator } from './operator.ts'

const Ready = z.object({
  url: z.url(),
  operatorKey: z.string(),
  ocppUrl: z.url(),
  ocppTlsUrl: z.url(),
  ocppMutualTlsUrl: z.url(),
})

const site = 'conformance'
const connectorIds = [1, 2]

/** The central system as it is shipped, a process of its own with a new database, that all cases share. */
export class Cloud {
  readonly #process: CloudProcess
  readonly #access: ApiAccess
  readonly #ocppUrls: OcppUrls

  private constructor(options: { process: CloudProcess; access: ApiAccess; ocppUrls: OcppUrls }) {
    this.#process = options.process
    this.#access = options.access
    this.#ocppUrls = options.ocppUrls
  }

  /** Starts it on the database that `environment` names, and enters a site, a tariff and the cards by the API. */
  static async start(environment: Readonly<Record<string, string>>): Promise<Cloud> {
    const process = spawnCloud(['serve'], {
      ...environment,
      COLOK_TLS_PORT: '0',
      COLOK_MUTUAL_TLS_PORT: '0',
      COLOK_LOG_LEVEL: 'warn',
    })
    try {
      const { url, operatorKey, ...ocpp } = Ready.parse(await process.ready)
      const access = { url, operatorKey }
      const ocppUrls = {
        plain: withoutSlash(ocpp.ocppUrl),
        tls: withoutSlash(ocpp.ocppTlsUrl),
        mutualTls: withoutSlash(ocpp.ocppMutualTlsUrl),
      }
      const cloud = new Cloud({ process, access, ocppUrls })
      await cloud.#furnish()
      return cloud
    } catch (cause) {
      process.child.kill('SIGKILL')
      throw cause
    }
  }

  /** Registers a charge point of its own for a case. */
  async bench(chargePointId: string): Promise<Bench> {
    const connectors = connectorIds.map((connectorId) => ({ connectorId, voltageV: 220, maxPowerW: 1200 }))
    const { password } = (await this.#enter('PUT', `/chargers/${chargePointId}`, {
      site,
      name: chargePointId,
      connectors,
    })) as { password: string }
    const log = new FrameLog()
    const ocppUrls = this.#ocppUrls
    return {
      chargePoint: new ChargePoint({ id: chargePointId, endpoint: ocppUrls.plain, password, log }),
      operator: new Operator({ chargePointId, access: this.#access, ocppUrls, log }),
    }
  }

  async stop(): Promise<void> {
    this.#process.child.kill('SIGTERM')
    const { code, stderr } = await this.#process.ended
    if (code !== 0) throw new Error(`The central system ended with ${code}: ${stderr}`)
  }

  async #furnish(): Promise<void> {
    await this.#enter('PUT', `/sites/${site}`, {
      name: 'Conformance',
      address: 'Sangeh, Bali',
      latitude: -8.4814,
      longitude: 115.2064,
      timeZone: 'Asia/Makassar',
    })
    await this.#enter('POST', '/tariffs', {
      name: 'Conformance',
      priceIdrPerKwh,
      validFrom: '2020-01-01T00:00:00Z',
    })
    for (const { idTag, ...card } of cards) await this.#enter('PUT', `/id-tags/${idTag}`, card)
  }

  async #enter(method: 'PUT' | 'POST', path: string, input: object): Promise<unknown> {
    const { status, body } = await callApi(this.#access, method, path, input)
    if (status >= 300) throw new Error(`${method} ${path} was answered ${status}: ${JSON.stringify(body)}`)
    return body
  }
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '')
}
