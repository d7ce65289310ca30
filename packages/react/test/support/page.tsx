/** What runs in Chromium: renders the form as the test says, and tells what happened. */
import type { CloverInstance } from '@trefoil/elements'
import { createRoot, hydrateRoot } from 'react-dom/client'
import type { Root } from 'react-dom/client'
import { aggregate, calls, emit, Fake, fakeInstance, finishToken, reload } from './fake-clover.ts'
import { Form } from './form.tsx'
import type { FormPlan, Notes } from './form.tsx'

const kept: Record<string, unknown[]> = { number: [], createToken: [] }
const notes: Notes = {
  note: line => calls.push(line),
  keep: (name, value) => {
    if (kept[name]!.at(-1) !== value) kept[name]!.push(value)
  },
}

let root: Root | undefined

const app = {
  calls,
  kept,
  faults: [] as string[],
  render(plan: FormPlan): void {
    root ??= createRoot(document.querySelector('#root')!)
    root.render(<Form plan={plan} notes={notes} />)
  },
  renderGiven(key: string, strict: boolean): void {
    app.render({ given: fakeInstance(key), strict })
  },
  renderInShadow(plan: FormPlan): void {
    const shadow = document.querySelector('#root')!.attachShadow({ mode: 'open' })
    root = createRoot(shadow)
    app.render(plan)
  },
  hydrate(plan: FormPlan): void {
    root = hydrateRoot(document.querySelector('#root')!, <Form plan={plan} notes={notes} />, {
      onRecoverableError: error => app.faults.push(String(error)),
    })
  },
  createToken: (...args: Parameters<CloverInstance['createToken']>) =>
    (kept.createToken!.at(-1) as CloverInstance['createToken'])(...args),
  unmount(): void {
    root?.unmount()
    root = undefined
  },
  change: (error?: string): void => emit('CARD_NUMBER', 'change', aggregate(error)),
  reload: (): void => reload('CARD_NUMBER'),
  finishToken: (token: string): void => finishToken(token),
}

export type App = typeof app

Object.assign(window, { app, Fake })
