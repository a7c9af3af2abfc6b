// What `plan --print-command` tells.

/** What a program would be started with, as a script to be run elsewhere. */
export interface ScriptEvent {
  readonly kind: 'script';
  /** Name of the method. */
  readonly method: string;
  /** For a shell of POSIX; nothing of it is secret. */
  readonly text: string;
}
