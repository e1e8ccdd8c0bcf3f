/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { FirmwareImage } from '../../firmware/schemas.ts'
import { type Asking, filled } from '../asking.ts'
import { DeedLink, deskPage, Facts } from '../desk.tsx'
import { when, whole } from '../figures.ts'
import { firmwareWords as w } from './words.ts'

/** While its file comes, the page asks again by itself. */
const refreshS = 2

/** One image: what was uploaded, and from there to the chargers. */
export async function imagePage(asking: Asking): Promise<Response> {
  const { c, api, names, language } = asking
  const image = await api.get<FirmwareImage>(c, filled('/firmware-images/:id', names))
  const { id, sizeBytes, receivedBytes, location, sha256, signature } = image
  const isMissing = sizeBytes === null && location === null
  const isComing = isMissing && receivedBytes > 0
  if (isComing) c.header('Refresh', String(refreshS))
  return deskPage(asking, {
    title: `${w.image[language]} ${image.version}`,
    section: '/console/firmware-campaigns',
    ...(isMissing && {
      lead: isComing
        ? `${w.arriving[language]}: ${whole(receivedBytes, language)} ${w.size[language]}.`
        : w.missing[language],
    }),
    actions: isMissing ? (
      <DeedLink
        asking={asking}
        form="/console/firmware-images/:id/file"
        names={{ id }}
        text={w.upload}
        isMain={!isComing}
      />
    ) : (
      <DeedLink
        asking={asking}
        form="/console/firmware-campaigns/new"
        query={{ imageId: id }}
        text={w.install}
        isMain
      />
    ),
    children: (
      <>
        <p>{w.checks[language]}</p>
        <Facts
          facts={[
            [w.file[language], image.fileName],
            [w.size[language], sizeBytes === null ? null : whole(sizeBytes, language)],
            [w.digest[language], sha256 && <code class="raw">{sha256}</code>],
            [w.from[language], location],
            [w.signature[language], (signature === null ? w.notSigned : w.isSigned)[language]],
            [w.by[language], `${image.createdBy}, ${when(image.createdAt, language)}`],
          ]}
        />
      </>
    ),
  })
}
