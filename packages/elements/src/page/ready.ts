/** `clover.ready()`: the one promise of an instance that rejects (contract SDK-63). */
import { FRAMES_READY_MS } from '../shared/constants.ts'
import { trefoilError } from './errors.ts'
import type { Form } from './form.ts'
import { within } from './settings.ts'

/** Waits for all mounted fields and the controller's session; what has failed before is tried again (SDK-60). */
export function whenReady(form: Form, options: unknown): Promise<void> {
  const { timeoutMs } = (options ?? {}) as { timeoutMs?: unknown }
  if (!form.destroyed) form.retry()
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      unwatch()
      settle()
    }
    const look = (): void => {
      const fields = form.mountedFields
      const obstacle = form.obstacle(fields) ?? form.fault
      if (obstacle) return end(() => reject(obstacle))
      const session = fields.length === 0 || form.session
      if (session && fields.every(({ ready }) => ready)) end(resolve)
    }
    const timer = setTimeout(
      () => end(() => reject(trefoilError('timeout'))),
      within(timeoutMs, 0, 600_000, FRAMES_READY_MS),
    )
    const unwatch = form.onChange(look)
    look()
  })
}
