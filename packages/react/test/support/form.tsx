/** The form that the tests render, in Node and in Chromium. */
import { StrictMode } from 'react'
import type { ReactElement } from 'react'
import type { CloverInstance, ElementOptions, TrefoilElement } from '@trefoil/elements'
import {
  CardCvvField,
  CardNumberField,
  TrefoilProvider,
  useCreateToken,
  useFieldState,
  useTrefoil,
} from '../../src/index.ts'

export interface FormPlan {
  readonly publicKey?: string
  readonly given?: CloverInstance
  readonly locale?: string
  readonly strict?: boolean
  readonly number?: ElementOptions
  readonly className?: string
  readonly withoutNumber?: boolean
  readonly withoutButton?: boolean
  /** Handlers say so, to tell those of one render from those of the next. */
  readonly round?: string
}

export interface Notes {
  readonly note: (line: string) => void
  readonly keep: (name: 'number' | 'createToken', value: unknown) => void
}

export function Form({ plan, notes }: { plan: FormPlan; notes: Notes }): ReactElement {
  const round = plan.round ?? ''
  const fields = (
    <>
      <Status />
      {plan.withoutNumber ? null : (
        <CardNumberField
          {...plan.number}
          id="number"
          data-test="n"
          className={plan.className ?? 'field'}
          ref={(element: TrefoilElement | null) => notes.keep('number', element)}
          onChange={(_, { type }) => notes.note(`change ${type} ${round}`)}
          onReady={({ type }) => notes.note(`ready ${type} ${round}`)}
        />
      )}
      <CardCvvField id="cvv" />
      {plan.withoutButton ? null : <Pay notes={notes} />}
    </>
  )
  const form =
    plan.given === undefined ? (
      <TrefoilProvider
        src="http://shop.test/sdk.js"
        publicKey={plan.publicKey ?? 'key-1'}
        options={{ locale: plan.locale ?? 'en' }}
      >
        {fields}
      </TrefoilProvider>
    ) : (
      <TrefoilProvider clover={plan.given}>{fields}</TrefoilProvider>
    )
  return plan.strict ? <StrictMode>{form}</StrictMode> : form
}

function Status(): ReactElement {
  const { status, error } = useTrefoil()
  const number = useFieldState('CARD_NUMBER')
  const word = number === undefined ? 'unknown' : (number.error ?? 'right')
  return <p id="status">{`${status} ${error?.code ?? 'fine'} ${word}`}</p>
}

function Pay({ notes }: { notes: Notes }): ReactElement {
  const { createToken, pending } = useCreateToken()
  notes.keep('createToken', createToken)
  return <button id="pay">{pending ? 'pending' : 'idle'}</button>
}
