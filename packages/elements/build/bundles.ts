/** The files a browser gets: what each is for, and how large it may be (contract SDK-1). */

export interface Bundle {
  readonly file: string
  /** Relative to `src`. */
  readonly entry: string
  /** Why it is loaded, for the script manifest (contract SEC-40, PCI DSS 6.4.3). */
  readonly purpose: string
}

export const BUNDLES: readonly Bundle[] = [
  {
    file: 'sdk.js',
    entry: 'page/sdk.ts',
    purpose: "In the merchant's page: mounts the frames and hands over their states and the token. Sees no card data.",
  },
  {
    file: 'field.js',
    entry: 'fields/field.ts',
    purpose: 'In a field frame: the input of card data, its validation, and its encryption for the vault.',
  },
  {
    file: 'controller.js',
    entry: 'controller/controller.ts',
    purpose: 'In the controller frame: asks the vault for a token with the values that the field frames have sealed.',
  },
  {
    file: 'why.js',
    entry: 'why/why.ts',
    purpose: 'In a frame without inputs: tells the page why the server does not let it show fields.',
  },
  {
    file: 'guard.js',
    entry: 'guard/guard.ts',
    purpose: "In the merchant's page, when switched on: lists the page's scripts for its owner (PCI DSS 11.6.1).",
  },
]

export const STYLE_SHEET = 'field.css'
/** Drawings of the card brands. */
export const IMAGES = 'brand'
