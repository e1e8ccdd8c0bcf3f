import type { TestCloud } from './test-cloud.ts'
import type { Partner } from './two-partners.ts'

interface Partners {
  readonly alfa: Partner
  readonly bravo: Partner
}

/** A few more of what nobody has made yet, so that there is an order, with names that differ by case alone. */
export async function makeListed(system: TestCloud, partners: Partners): Promise<void> {
  const refused: string[] = []
  let count = 0
  const make = async (path: string, body: object, method: 'POST' | 'PUT' = 'POST') => {
    const { status } = await system.api(path, { method, body })
    if (status > 201) refused.push(`${path}: ${status}`)
    count += 1
  }
  for (const name of ['sari', 'Sari', 'Budi', 'ani', 'Tono']) {
    await make('/wallets', { name })
    const slug = `nama-${count}`
    await make(
      `/alert-contacts/${slug}`,
      { name, channel: 'webhook', language: name === 'ani' ? 'id' : 'en' },
      'PUT',
    )
    await make(`/alert-rules/${slug}`, { name, kind: name === 'ani' ? 'fault' : 'door', steps: [] }, 'PUT')
    const rated = { safety: name.length, money: 1, service: 1, reputation: 1 }
    await make(`/risks/${slug}`, { name, ...rated }, 'PUT')
    await make('/webhooks', { url: `https://${name}.example/`, types: ['session.started'] })
    await system.database.writeConnection.tx.run(
      `insert into alert (id, rule, kind, severity, subject, detail, began_at, raised_at, steps_told)
       values (?, 'offline', 'offline', ?, '', '{}', ?, ?, 0)`,
      [
        ...[`alert-${name}`, name === 'ani' ? 'critical' : 'notice'],
        ...Array(2).fill(`2026-11-0${name.length}T00:00:00.000Z`),
      ],
    )
    // One charger has one incident at a time.
    const chargers = ['CLK-0001', partners.alfa.names.charger, partners.bravo.names.charger]
    const chargePointId = chargers[count % chargers.length]
    await make('/incidents', { title: `Kabel ${name}`, chargePointId })
    await make(`/id-tags/ORDER${count}`, { status: 'Accepted' }, 'PUT')
    await system.database.writeConnection.tx.run(
      'insert into "user" (id, name, phone, created_at, updated_at) values (?, ?, ?, ?, ?)',
      [`driver-${name}`, name, `+62811${count}`, ...Array(2).fill(`2026-11-0${name.length}T00:00:00.000Z`)],
    )
  }
  if (refused.length > 0) throw new Error(`Not made: ${refused.join(', ')}.`)
  for (const [index, name] of ['sari', 'Sari', 'Budi'].entries())
    await makeRows(system, partners, { name, index })
}

/** What takes files, providers or other people to make, as it stands in the database. */
async function makeRows(
  system: TestCloud,
  { alfa, bravo }: Partners,
  { name, index }: { readonly name: string; readonly index: number },
): Promise<void> {
  const { tx } = system.database.writeConnection
  const id = `${name}-${index}`
  const at = `2026-11-0${4 - index}T00:00:00.000Z`
  await tx.query
    .insertInto('paymentException')
    .values({
      ...{ id, ref: `hostile:${id}`, kind: index === 1 ? 'misconfigured' : 'hostileNotification' },
      ...{ amountIdr: index === 2 ? null : 5000 - index, createdAt: at },
      detail: index === 0 ? 'signature: The Client-Id is another one.' : 'As it was told long ago.',
    })
    .execute()
  const period = { validFrom: at, validUntil: index === 0 ? null : '2027-12-31T00:00:00.000Z' }
  await tx.query
    .insertInto('priceCap')
    .values({ id, decree: `Keputusan ${name}`, maxIdrPerKwh: 9000 - index, ...period, createdAt: at })
    .execute()
  await tx.query
    .insertInto('statement')
    .values({
      ...{ id, number: 9 - index, organisationId: (index === 1 ? alfa : bravo).organisationId },
      ...{ period: `2026-0${index + 1}`, content: '{}', dueIdr: 500 - index, closedBy: name, closedAt: at },
    })
    .execute()
  await tx.query
    .insertInto('settlementReport')
    .values({
      ...{ id, gateway: `gateway${index % 2}`, contentHash: id, rowCount: 9 - index },
      ...{ problems: '[]', uploadedBy: name, uploadedAt: at },
    })
    .execute()
  await tx.query
    .insertInto('cardOrder')
    .values({ id, userId: `driver-${name}`, state: index === 1 ? 'cancelled' : 'ordered', orderedAt: at })
    .execute()
  await tx.query
    .insertInto('firmwareImage')
    .values({
      ...{
        id,
        version: `1.${9 - index}`,
        fileName: `${name}.bin`,
        sizeBytes: index === 0 ? null : 9 - index,
      },
      ...{ createdBy: name, createdAt: at },
    })
    .execute()
  await tx.query
    .insertInto('firmwareCampaign')
    .values({
      ...{ id, name, imageId: id, state: index === 1 ? 'paused' : 'done', wave: 0, maxFailures: 0 },
      ...{ createdBy: name, createdAt: at },
    })
    .execute()
}

/** Makes what tables show that share a page, beside what is listed; answers with the webhook that was told something. */
export async function makeTabled(system: TestCloud): Promise<string> {
  const { body: webhooks } = await system.api<{ items: { id: string }[] }>('/webhooks')
  const webhookId = webhooks.items[0]?.id ?? ''
  const { tx } = system.database.writeConnection
  const made = [
    await system.api('/configuration-templates/usual', {
      method: 'PUT',
      body: { name: 'usual', keys: { aaa: '5', bbb: '1', ccc: '3' } },
    }),
    await system.api('/assets/items/cable', { method: 'PUT', body: { name: 'cable', tracked: 'count' } }),
    await system.api('/assets/items/fuse', { method: 'PUT', body: { name: 'fuse', tracked: 'count' } }),
    await system.api('/assets/acquisitions', {
      method: 'POST',
      body: {
        ...{
          note: 'bought',
          lines: [
            { item: 'cable', quantity: 3 },
            { item: 'fuse', quantity: 1 },
          ],
        },
      },
    }),
  ]
  const refused = made.filter(({ status }) => status > 201)
  if (refused.length > 0) throw new Error(`Not made: ${JSON.stringify(refused)}.`)
  const chargers = await tx.all<{ id: number }>('select id from charger order by id limit 3', [])
  for (const [index, { id }] of chargers.entries())
    for (const connectorId of [1, 2])
      await tx.run(
        'insert into socket_span (charger_id, connector_id, since, until, state) values (?, ?, ?, ?, ?)',
        [
          ...[id, connectorId],
          ...[`2026-11-1${index}T00:00:00.000Z`, `2026-11-1${4 + connectorId}T00:00:00.000Z`],
          index === 1 ? 'down' : 'up',
        ],
      )
  const keys = ['aaa', 'bbb', 'ccc'].map((key, index) => ({
    key,
    readonly: index === 1,
    value: `${9 - index}`,
  }))
  await tx.run("update charger set configuration_template = 'usual' where charge_point_id = 'CLK-0001'", [])
  await tx.run(
    `insert into charger_configuration (charger_id, keys, read_at)
     select id, ?, '2026-11-20T00:00:00.000Z' from charger where charge_point_id = 'CLK-0001'`,
    [JSON.stringify(keys)],
  )
  for (const index of [0, 1, 2]) {
    await tx.query
      .insertInto('webhookDelivery')
      .values({
        ...{ id: `delivery-${index}`, webhookId, eventId: 'x' },
        ...{ type: index === 1 ? 'session.started' : 'alert.news', payload: '{}', attempts: 9 - index },
        ...{ state: index === 2 ? 'failed' : 'delivered', lastStatus: index === 0 ? null : 500 - index },
        ...{ nextAttemptAt: '2026-11-20T00:00:00.000Z', createdAt: `2026-11-1${index}T00:00:00.000Z` },
      })
      .execute()
    await tx.query
      .insertInto('settlementRow')
      .values({
        ...{ id: `row-${index}`, reportId: 'sari-0', position: index, gateway: 'gateway0', kind: 'payment' },
        ...{
          reference: `ref-${7 - index}`,
          providerRef: 'x',
          grossIdr: 1000 + index,
          feeIdr: 1,
          netIdr: 999,
        },
        ...{ settledAt: `2026-11-0${3 + index}T00:00:00.000Z`, booked: 1 },
        verdict: index === 1 ? 'double' : 'matched',
      })
      .execute()
  }
  return webhookId
}
