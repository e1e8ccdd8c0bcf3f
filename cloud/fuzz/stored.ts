import type { SqlRunner } from '../src/db/database.ts'

const instant = (column: string) =>
  `${column} not glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]Z'`

const noInteger = (column: string) => `${column} is not null and typeof(${column}) <> 'integer'`

const statuses = [
  'Available',
  'Preparing',
  'Charging',
  'SuspendedEVSE',
  'SuspendedEV',
  'Finishing',
  'Reserved',
  'Unavailable',
  'Faulted',
]

/** What must not be found, whatever came over the line: a condition for each, true of a row that is wrong. */
const wrong: Readonly<Record<string, readonly string[]>> = {
  session: [
    instant('started_at'),
    `stopped_at is not null and ${instant('stopped_at')}`,
    noInteger('connector_id'),
    noInteger('meter_start_wh'),
    noInteger('meter_stop_wh'),
    noInteger('energy_wh'),
    noInteger('total_idr'),
    "state not in ('charging', 'finished')",
    "(state = 'finished') <> (stopped_at is not null)",
    'energy_wh <> meter_stop_wh - meter_start_wh',
    'total_idr < 0',
    "total_idr is not null and suspect_reasons <> '[]' and resolution is null",
    "typeof(id_tag) <> 'text' or length(id_tag) > 20 or id_tag <> upper(id_tag)",
    'not json_valid(suspect_reasons)',
  ],
  meter_value: [
    instant('measured_at'),
    noInteger('connector_id'),
    // A session of a connector that cannot be is kept, suspect, and so is what was read in it.
    `connector_id not between 0 and 64 and not exists (select 1 from session
       where session.transaction_id = meter_value.transaction_id and suspect_reasons like '%noSuchConnector%')`,
    noInteger('transaction_id'),
    noInteger('energy_wh'),
    noInteger('power_w'),
    noInteger('voltage_mv'),
    noInteger('current_ma'),
    'not json_valid(sampled_values)',
  ],
  connector: [
    'connector_id not between 0 and 64',
    `status is not null and status not in (${statuses.map((status) => `'${status}'`).join(', ')})`,
    `status_at is not null and ${instant('status_at')}`,
    "info is not null and typeof(info) <> 'text'",
  ],
  charger_event: [instant('occurred_at'), instant('received_at'), 'not json_valid(detail)'],
  suspect_message: ['not json_valid(request)', 'not json_valid(reasons)', instant('received_at')],
  charger: [
    "vendor is not null and typeof(vendor) <> 'text'",
    "model is not null and typeof(model) <> 'text'",
    "firmware_version is not null and typeof(firmware_version) <> 'text'",
  ],
  frame_run: [
    instant('began_at'),
    instant('ended_at'),
    'began_at > ended_at',
    "directory glob '*[^0-9ion ]*' or directory not glob '[0-9]*[ion][0-9]*'",
    'length(texts) > 100000',
  ],
}

/** Rows that a million inputs would pile up; what was looked at is taken away. */
const growing = ['frame_run', 'meter_value', 'filed_reading', 'charger_event', 'suspect_message']

/** Looks at everything that is stored; a line for each kind of wrong row that is found. */
export async function wrongRows(read: SqlRunner): Promise<string[]> {
  const found: string[] = []
  for (const [table, conditions] of Object.entries(wrong))
    for (const condition of conditions) {
      const rows = await read.all<Record<string, unknown>>(
        `select * from ${table} where ${condition} limit 1`,
        [],
      )
      if (rows.length > 0) found.push(`${table} where ${condition}: ${JSON.stringify(rows[0])}`)
    }
  return found
}

/** How many rows there are, and takes away those that would pile up. */
export async function countAndTrim(runner: SqlRunner): Promise<number> {
  let rows = 0
  for (const table of growing) rows += await runner.run(`delete from ${table}`, [])
  return rows
}
