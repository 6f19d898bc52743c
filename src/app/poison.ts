// What ends a stream that failed. Wherever it was cut off, a client that restores it meets a
// syntax error: between statements, inside an INSERT, inside a string.

export const POISON = '\n;\n\'"tsdump: this dump FAILED and must not be restored';
