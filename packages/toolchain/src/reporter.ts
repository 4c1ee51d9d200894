/** What a build tells while it runs. The toolchain itself prints nothing. */
export interface BuildReporter {
  /** The build has work to do: so many objects, compiled or found in the cache. Called again when more turn out to be needed. */
  onStart?(objects: number): void;
  /** One object is ready. */
  onObject?(event: ObjectEvent): void;
  /** The compiler warned about the application or a package of its author's own; `text` is the compiler's, untouched. */
  onWarning?(event: WarningEvent): void;
  /** An image is in its place. */
  onImage?(event: ImageEvent): void;
}

export interface ObjectEvent {
  readonly library: string;
  /** Relative to the library's folder. */
  readonly source: string;
  /** Found in the object cache: no compiler ran. */
  readonly cached: boolean;
}

export interface WarningEvent {
  readonly library: string;
  readonly source: string;
  readonly text: string;
}

export interface ImageEvent {
  readonly platform: string;
  readonly architecture: string;
  readonly path: string;
  /** Nothing that the image is made of had changed. */
  readonly upToDate: boolean;
}
