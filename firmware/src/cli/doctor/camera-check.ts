import type { Camera } from '../../devices/contracts.ts'
import type { Check } from './check.ts'

/** Takes a photo of whatever is before the camera, and keeps it nowhere. */
export async function cameraCheck(camera: Camera): Promise<Check> {
  const device = 'Camera'
  try {
    const { length } = await camera.takePhoto()
    return { device, verdict: 'ok', finding: `a photo of ${Math.ceil(length / 1_000)} kB` }
  } catch (cause) {
    return {
      device,
      verdict: 'fail',
      finding: cause instanceof Error ? cause.message : String(cause),
      hint: 'Check its cable and its path (ls /dev/video*), and that ffmpeg is installed.',
    }
  }
}
