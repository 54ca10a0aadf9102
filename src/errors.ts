/** Every error that snowline throws on purpose; anything else that escapes is a bug (exit code 4). */
export type ErrorCode = 'usage' | 'config' | 'inventory' | 'collection' | 'parse' | 'interrupted';

/** What an error carries beside its message. */
export interface ErrorDetails {
  /** What the reader should do next: lower-case, no full stop, never a secret. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** Base of all intended errors: a message that names the thing and the value, and a hint that says what to do. */
export abstract class SnowlineError extends Error {
  abstract readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.hint = details.hint;
  }
}

/** Wrong flags or arguments: exit code 2. */
export class UsageError extends SnowlineError {
  readonly code = 'usage';
}

/** A configuration, rule or inventory file that does not say what it must: exit code 2, with its position. */
export class ConfigError extends SnowlineError {
  readonly code = 'config';
  readonly file: string;
  /** 1-based; undefined where the whole file is meant (it could not be read, say). */
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(
    message: string,
    at: { readonly file: string; readonly line?: number | undefined; readonly column?: number | undefined },
    details: ErrorDetails = {},
  ) {
    super(message, details);
    this.file = at.file;
    this.line = at.line;
    this.column = at.column;
  }
}

/** An inventory source that could not list its hosts; its room turns it into a coverage gap. */
export class InventoryError extends SnowlineError {
  readonly code = 'inventory';
}

/** Evidence of one host that could not be collected; never leaves its room: it becomes missing evidence. */
export class CollectionError extends SnowlineError {
  readonly code = 'collection';
  readonly host: string;

  constructor(message: string, host: string, details: ErrorDetails = {}) {
    super(message, details);
    this.host = host;
  }
}

/** Bytes that are not what their format says; never leaves its room: it becomes unreadable evidence. */
export class ParseError extends SnowlineError {
  readonly code = 'parse';
  readonly format: string;
  /** Offset of the first byte that does not fit, counted from the start of the parsed bytes. */
  readonly byteOffset: number;

  constructor(message: string, at: { readonly format: string; readonly byteOffset: number }, details: ErrorDetails = {}) {
    super(message, details);
    this.format = at.format;
    this.byteOffset = at.byteOffset;
  }
}
