import { z } from 'zod'
import { defineCall } from '../define-call.ts'
import { CiString20, IdTagInfo } from '../types.ts'

/** Without `idTagInfo`, a differential update removes the idTag. */
const AuthorizationData = z.strictObject({
  idTag: CiString20,
  idTagInfo: IdTagInfo.optional(),
})

export const SendLocalList = defineCall({
  action: 'SendLocalList',
  sender: 'CentralSystem',
  spec: 'OCPP 1.6 §5.15',
  request: z.strictObject({
    listVersion: z.int(),
    localAuthorizationList: z.array(AuthorizationData).optional(),
    updateType: z.enum(['Differential', 'Full']),
  }),
  confirmation: z.strictObject({
    status: z.enum(['Accepted', 'Failed', 'NotSupported', 'VersionMismatch']),
  }),
})
