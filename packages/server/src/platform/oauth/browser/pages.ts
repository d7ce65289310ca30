/** The pages of the authorize flow. */
import { html } from '../../../http/html.ts'
import type { Html, Page } from '../../../http/html.ts'
import type { Permission } from '../../../http/permissions.ts'
import { permissionSentences } from './permission-words.ts'
import type { SignedIn } from './session-store.ts'

/** The authorize call that a form leads back to: fields that every form before the consent carries. */
export interface Return {
  readonly version: 1 | 2
  readonly query: string
}

function returnFields({ version, query }: Return): Html {
  return html`<input type="hidden" name="version" value="${version}" />
    <input type="hidden" name="query" value="${query}" />`
}

export interface SignInPage {
  readonly appName: string
  readonly back: Return
  /** Sandbox: whom one click signs in. */
  readonly sandboxMerchant?: { readonly id: string; readonly name: string }
  /** After a try that failed. */
  readonly failedEmail?: string
}

export function signInPage({ appName, back, sandboxMerchant, failedEmail }: SignInPage): Page {
  const oneClick =
    sandboxMerchant &&
    html`<form method="post" action="/oauth/session">
        ${returnFields(back)}
        <input type="hidden" name="sandbox_merchant" value="${sandboxMerchant.id}" />
        <button>Continue as ${sandboxMerchant.name} (sandbox)</button>
      </form>
      <p class="divider">or sign in</p>`
  const failure =
    failedEmail !== undefined &&
    html`<p class="alert" role="alert" id="failure">
      E-mail or password is wrong. After ten wrong tries an account is locked for 30 minutes.
    </p>`
  return {
    title: 'Sign in',
    status: failedEmail === undefined ? 200 : 400,
    formTargets: ["'self'"],
    body: html`<p class="quiet"><strong>${appName}</strong> wants to work with your business.</p>
${failure || undefined}${oneClick}
<form method="post" action="/oauth/session">
${returnFields(back)}
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username" required maxlength="254" value="${failedEmail ?? ''}"
${failure ? html` aria-describedby="failure"` : undefined}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024">
<button${sandboxMerchant ? html` class="second"` : undefined}>Sign in</button>
</form>`,
  }
}

export function chooseMerchantPage(choices: readonly SignedIn[], back: Return): Page {
  return {
    title: 'Choose a business',
    formTargets: ["'self'"],
    body: html`<p class="quiet">You belong to more than one. The app gets access to the one you choose.</p>
      <form class="choices" method="post" action="/oauth/session/merchant">
        ${returnFields(back)}
        ${choices.map(
          ({ merchantId, merchantName }) =>
            html`<button class="second" name="merchant_id" value="${merchantId}">${merchantName}</button> `,
        )}
      </form>`,
  }
}

export interface ConsentPage {
  readonly appName: string
  readonly permissions: readonly Permission[]
  readonly signedIn: SignedIn
  readonly oneTimeValue: string
  readonly address: URL
  readonly back: Return
}

export function consentPage({ appName, permissions, signedIn, oneTimeValue, address, back }: ConsentPage): Page {
  const sentences = permissionSentences(permissions)
  const list =
    sentences.length === 0
      ? html`<p>It asks for no permissions: it only learns which business you are.</p>`
      : html`<p id="permissions">It will be able to:</p>
          <ul class="rows" aria-labelledby="permissions">
            ${sentences.map(sentence => html`<li>${sentence}</li>`)}
          </ul>`
  return {
    title: `Allow ${appName}?`,
    formTargets: ["'self'", formTarget(address)],
    body: html`<p class="quiet">It asks for access to <strong>${signedIn.merchantName}</strong>.</p>
      ${list}
      <form method="post" action="/oauth/consent">
        <input type="hidden" name="consent" value="${oneTimeValue}" />
        <p class="quiet small">Either way you go back to <strong>${address.host}</strong>.</p>
        <div class="answers">
          <button name="answer" value="allow">Allow</button>
          <button class="second" name="answer" value="deny">Deny</button>
        </div>
      </form>
      <div class="account small quiet">
        <span>Signed in as ${signedIn.employeeName}.</span>
        <form method="post" action="/oauth/session/end">
          ${returnFields(back)}
          <button class="link">Use another account</button>
        </form>
      </div>`,
  }
}

export function problemPage(status: number, title: string, text: string): Page {
  return { title, status, body: html`<p>${text}</p>` }
}

/** Browsers hold the form's redirect to this too. CSP has no way to write an IPv6 address, so that one is let by scheme. */
function formTarget(address: URL): string {
  return address.hostname.startsWith('[') ? address.protocol : address.origin
}
