/** A failure that the person at the keyboard can mend; `hint` says how. */
export class UpstreamError extends Error {
  constructor(message, hint, options) {
    super(message, options);
    this.name = 'UpstreamError';
    this.hint = hint;
  }
}
