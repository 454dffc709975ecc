/** Time as the emulators see it: states that take time are computed from it when they are read. */
export interface SandboxClock {
  /** Milliseconds since 1970. */
  now(): number;
}
