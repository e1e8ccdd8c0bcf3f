import type { DeviceFault } from '../../devices/contracts.ts'

/** What usually lies behind a port that does not open, by the words of the system. */
export function portHint(port: string, { message, code }: DeviceFault): string {
  if (/no such|ENOENT|cannot find/i.test(message))
    return `There is no ${port}: is it plugged in? ls -l /dev/serial/by-id`
  if (/permission|EACCES/i.test(message))
    return 'No permission: add the user to the group dialout, then sign in again.'
  if (/lock|busy|temporarily unavailable/i.test(message))
    return 'Another program has it: stop the charger first (systemctl stop colok-charger).'
  if (code === 'badData') return 'Wrong rate or parity, a loose ground, or two devices with one address.'
  if (code === 'refused') return 'Another product answers: check `product` in the configuration.'
  return 'Check power, cable and port; then run doctor again.'
}
