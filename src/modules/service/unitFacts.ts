import type { UnitState } from '../../host/observations/units.ts'

export function isRunning(unit: UnitState): boolean {
  return (
    unit.activeState === 'active' || unit.activeState === 'activating' || unit.activeState === 'reloading'
  )
}

/**
 * Whether a unit counts as enabled, as `systemctl is-enabled` says with its exit code. Units without an
 * [Install] section can be neither enabled nor disabled: they are always as wanted.
 */
export function isEnabled(unit: UnitState, wanted: boolean): boolean {
  switch (unit.unitFileState) {
    case 'enabled':
    case 'enabled-runtime':
      return true
    case 'static':
    case 'generated':
    case 'transient':
      return wanted
    default:
      return false
  }
}
