import { z } from 'zod'

// OCPI 2.2.1, mod_cdrs: a charge detail record. Numbers are kWh, hours and rupiah; what OCPI has no name for begins with x_.

const Instant = z.iso.datetime()
const short = (length: number) => z.string().max(length)

const Price = z.object({
  excl_vat: z.number().meta({ description: 'Without PPN. PBJT is no value-added tax, so it is in both.' }),
  incl_vat: z.number(),
})
export type Price = z.infer<typeof Price>

const CdrToken = z.object({
  country_code: short(2),
  party_id: short(3),
  uid: short(36),
  type: z.enum(['RFID', 'AD_HOC_USER', 'APP_USER']),
  contract_id: short(36),
})

const CdrLocation = z.object({
  id: short(36),
  name: short(255),
  address: short(45),
  city: short(45),
  country: z.literal('IDN'),
  coordinates: z.object({ latitude: short(10), longitude: short(11) }),
  evse_uid: short(36),
  evse_id: short(48),
  connector_id: short(36),
  connector_standard: z.literal('DOMESTIC_F'),
  connector_format: z.literal('SOCKET'),
  connector_power_type: z.literal('AC_1_PHASE'),
})

const ChargingPeriod = z.object({
  start_date_time: Instant,
  dimensions: z.array(z.object({ type: z.enum(['ENERGY', 'TIME', 'PARKING_TIME']), volume: z.number() })),
  tariff_id: short(36).optional(),
})

export const SignedData = z.object({
  encoding_method: z.literal('OCMF'),
  public_key: z.string().optional().meta({ description: 'SubjectPublicKeyInfo, DER, in base64.' }),
  signed_values: z.array(
    z.object({
      nature: z.enum(['Start', 'End']),
      plain_data: z.string().meta({ description: "OCMF's payload, which is what was signed." }),
      signed_data: z.string().meta({ description: 'The whole OCMF record, in base64.' }),
    }),
  ),
})
export type SignedData = z.infer<typeof SignedData>

export const Cdr = z
  .object({
    country_code: z.literal('ID'),
    party_id: short(3),
    id: short(39),
    start_date_time: Instant,
    end_date_time: Instant,
    session_id: short(36),
    cdr_token: CdrToken,
    auth_method: z.enum(['AUTH_REQUEST', 'COMMAND', 'WHITELIST']),
    cdr_location: CdrLocation,
    currency: z.literal('IDR'),
    charging_periods: z.array(ChargingPeriod).min(1),
    signed_data: SignedData.optional(),
    total_cost: Price,
    total_fixed_cost: Price.optional(),
    total_energy: z.number().meta({ unit: 'kWh' }),
    total_energy_cost: Price,
    total_time: z.number().meta({ unit: 'h' }),
    total_time_cost: Price.optional(),
    total_parking_time: z.number().optional().meta({ unit: 'h' }),
    total_parking_cost: Price.optional(),
    remark: short(255).optional(),
    credit: z.literal(true).optional(),
    credit_reference_id: short(36).optional(),
    last_updated: Instant,
    x_meter_start: z.int().meta({ unit: 'Wh' }),
    x_meter_stop: z.int().meta({ unit: 'Wh' }),
    x_pbjt: z.int().meta({ unit: 'Rp' }),
    x_ppn: z.int().meta({ unit: 'Rp' }),
    x_stop_reason: z.string(),
    x_decree: z.string().optional(),
    x_payment_id: z.string().optional(),
    x_paid_amount: z.int().optional().meta({ unit: 'Rp' }),
    x_waived: z.literal(true).optional(),
    x_corrects: z
      .string()
      .optional()
      .meta({ description: 'The id of the record in whose place this one is.' }),
  })
  .meta({ id: 'Cdr', description: 'A charge detail record in the field names of OCPI 2.2.1.' })
export type Cdr = z.infer<typeof Cdr>
