/** A slow network, as far as a page can make one: the address of every frame is held back for some seconds. */

const LATE_MS = 4_000

const { get, set } = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'src')!

export function slowFrames(isSlow: boolean): void {
  Object.defineProperty(HTMLIFrameElement.prototype, 'src', {
    configurable: true,
    enumerable: true,
    get,
    set: isSlow
      ? function (this: HTMLIFrameElement, address: string) {
          setTimeout(() => set!.call(this, address), LATE_MS)
        }
      : set,
  })
}
