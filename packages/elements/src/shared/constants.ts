/** Times of contract 6.2 and 10.2, in milliseconds. */
export const FRAMES_READY_MS = 8_000
export const SEAL_MS = 2_000
export const POST_MS = 6_000
export const CALL_MS = 14_000
/** No `ready` so long after `load` means that something is in the way (SEC-10). */
export const UNANSWERED_MS = 1_500
/** How long controller and footer outlive the last element (FLD-28). */
export const LINGER_MS = 5_000
