/** What runs in Node, as a framework that renders on a server would bundle it. */
import { renderToString } from 'react-dom/server'
import { Form } from './form.tsx'
import type { FormPlan } from './form.tsx'

export { CardNumberField } from '../../src/index.ts'

export function html(plan: FormPlan): string {
  return renderToString(<Form plan={plan} notes={{ note: () => undefined, keep: () => undefined }} />)
}
