/**
 * Says what went wrong for the user, and what mends it. All packages of Unicore throw this class; anything else is a bug.
 *
 * `code` is `ERR_UNICORE_...` and names a page of docs/errors; `message` says what happened, with names and paths; `hint` says
 * what to do, where that is known.
 */
export class UnicoreError extends Error {
  override readonly name = 'UnicoreError';
  readonly code: string;
  readonly hint: string | undefined;

  constructor(
    code: string,
    message: string,
    details: { readonly hint?: string | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
  }
}
