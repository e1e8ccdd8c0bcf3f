import { toIso } from '@colok/shared/time'
import { first, type SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { seal, unseal } from '../access/sealed.ts'
import { CertificateAuthority, createRoot } from './authority.ts'

interface StoredRoot {
  readonly certificate: string
  readonly sealedPrivateKey: string
}

/** The network's own authority; made when it is first needed, and the same ever after. */
export async function certificateAuthority(services: Services): Promise<CertificateAuthority> {
  const root = (await findRoot(services.read)) ?? (await makeRoot(services))
  const keyPem = unseal(root.sealedPrivateKey, services.settings.secret, 'certificate authority')
  return CertificateAuthority.from({ certificatePem: root.certificate, keyPem })
}

const findRoot = (runner: SqlRunner): Promise<StoredRoot | undefined> =>
  first(runner, 'select certificate, sealed_private_key from certificate_authority order by id limit 1', [])

async function makeRoot(services: Services): Promise<StoredRoot> {
  const now = services.clock.wallMs()
  const { certificatePem, keyPem } = await createRoot(now)
  const sealedPrivateKey = seal(keyPem, services.settings.secret, 'certificate authority')
  return services.writer.write(async (tx) => {
    // Somebody else may have made one meanwhile; the first one counts.
    const known = await findRoot(tx)
    if (known) return known
    await tx.run(
      'insert into certificate_authority (id, certificate, sealed_private_key, created_at) values (?, ?, ?, ?)',
      [services.newId(), certificatePem, sealedPrivateKey, toIso(now)],
    )
    return { certificate: certificatePem, sealedPrivateKey }
  })
}
