// What makes a failed stream a syntax error, wherever it was cut off.

/**
 * Ends a failed stream. Wherever it was cut off, a client that restores it meets a syntax
 * error: between statements, inside an INSERT, inside a string.
 */
export const POISON: Uint8Array = Buffer.from(
  '\n;\n\'"tsdump: this dump FAILED and must not be restored',
);
