/** A page written the way Clover's guide teaches it: nothing in it is ours but the script's address and the key (SDK-70). */

interface Field {
  mount(target: string): void
  addEventListener(name: string, listener: (event: Record<string, { touched: boolean; error?: string }>) => void): void
}
declare const Clover: new (key: string) => {
  elements(): { create(type: string, styles: object): Field }
  createToken(): Promise<{ token?: string; errors?: Record<string, string> }>
}

const clover = new Clover(document.documentElement.dataset.key!)
const elements = clover.elements()
const styles = { body: { fontFamily: 'system-ui, sans-serif' }, input: { fontSize: '16px', padding: '0 10px' } }

const cardNumber = elements.create('CARD_NUMBER', styles)
const cardDate = elements.create('CARD_DATE', styles)
const cardCvv = elements.create('CARD_CVV', styles)
const cardPostalCode = elements.create('CARD_POSTAL_CODE', styles)

cardNumber.mount('#card-number')
cardDate.mount('#card-date')
cardCvv.mount('#card-cvv')
cardPostalCode.mount('#card-postal-code')

const show = (id: string, text: string | undefined) => (document.getElementById(id)!.textContent = text ?? '')

for (const field of [cardNumber, cardDate, cardCvv, cardPostalCode]) {
  for (const name of ['change', 'blur']) {
    field.addEventListener(name, event => {
      show('card-number-errors', event.CARD_NUMBER!.error)
      show('card-date-errors', event.CARD_DATE!.error)
      show('card-cvv-errors', event.CARD_CVV!.error)
      show('card-postal-code-errors', event.CARD_POSTAL_CODE!.error)
    })
  }
}

const form = document.getElementById('payment-form') as HTMLFormElement
form.addEventListener('submit', event => {
  event.preventDefault()
  void clover.createToken().then(result => {
    if (result.errors) {
      show('problem', Object.values(result.errors).join(' '))
      return
    }
    const input = document.createElement('input')
    input.type = 'hidden'
    input.name = 'cloverToken'
    input.value = result.token!
    form.append(input)
    form.submit()
  })
})
