// Loaded into a tsdump with `node --import`, in its threads too: makes the Nth operation of
// one kind fail on files below given folders, or only counts them. Everything else of the
// file system is left alone.

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { constants } from 'node:os';
import { promisify } from 'node:util';
import type { FileFault, FileOperation, FileReport } from './file-fault.js';

type Work = (...args: unknown[]) => unknown;

const fault = JSON.parse(process.env['TSDUMP_FILE_FAULT'] ?? '') as FileFault;
const seen = new Map<FileOperation, number>();
/** Paths of descriptors that are open below our folders. */
const paths = new Map<number, string>();

const { appendFileSync } = fs;
const report = (line: FileReport): void =>
  appendFileSync(fault.report, `${JSON.stringify(line)}\n`);
process.on('exit', () => report({ seen: Object.fromEntries(seen) }));

/** True if this operation is to fail. */
function strikes(operation: FileOperation, path: string | undefined): boolean {
  if (path === undefined || !fault.under.some((folder) => path.startsWith(folder))) return false;
  const nth = (seen.get(operation) ?? 0) + 1;
  seen.set(operation, nth);
  if (operation !== fault.operation || nth < fault.nth) return false;
  if (nth > fault.nth && !fault.lasting) return false;
  if (nth === fault.nth) report({ struck: path });
  return true;
}

function buildError(operation: FileOperation, path: string | undefined): Error {
  const { error: code } = fault;
  const numbers: Readonly<Record<string, number>> = constants.errno;
  const errno = -(numbers[code] ?? 0);
  const message = `${code}: made to fail, ${operation} '${path}'`;
  return Object.assign(new Error(message), { code, errno, syscall: operation, path });
}

function replace(owner: object, name: string, build: (real: Work) => Work): void {
  const real = Reflect.get(owner, name) as Work;
  Reflect.set(
    owner,
    name,
    build((...args) => real.apply(owner, args)),
  );
}

function throwFrom(name: string, operation: FileOperation): void {
  replace(fs, name, (real) => (...args) => {
    const path = String(args[0]);
    if (strikes(operation, path)) throw buildError(operation, path);
    const result = real(...args);
    if (name === 'openSync') paths.set(result as number, path);
    return result;
  });
}

function rejectFrom(owner: object, name: string, operation: FileOperation, file?: string): void {
  replace(owner, name, (real) => async (...args) => {
    const path = file ?? String(args[0]);
    if (!strikes(operation, path)) return await real(...args);
    // The system closes it even when it says that this failed.
    if (operation === 'close') await real(...args);
    if (fault.error === 'short') return await real(...shorten(args));
    throw buildError(operation, path);
  });
}

/** Of write(descriptor or nothing, bytes, offset, length, position): half of the length. */
function shorten(args: readonly unknown[]): unknown[] {
  const at = args.findIndex((arg) => ArrayBuffer.isView(arg)) + 2;
  return args.map((arg, index) => (index === at ? Math.ceil(Number(arg) / 2) : arg));
}

/** Of those that take a descriptor and call back. */
function callBackFrom(name: string, operation: FileOperation): void {
  replace(fs, name, (real) => (...args) => {
    const path = paths.get(args[0] as number);
    if (operation === 'close') paths.delete(args[0] as number);
    if (!strikes(operation, path)) return real(...args);
    if (fault.error === 'short') return real(...shorten(args));
    const callBack = args.at(-1) as (error: Error) => void;
    const fail = (): void => callBack(buildError(operation, path));
    if (operation === 'close') real(args[0], fail);
    else setImmediate(fail);
  });
}

throwFrom('openSync', 'open');
throwFrom('mkdirSync', 'mkdir');
for (const name of ['statSync', 'lstatSync', 'accessSync', 'readdirSync']) throwFrom(name, 'look');
callBackFrom('write', 'write');
callBackFrom('fsync', 'sync');
callBackFrom('close', 'close');
// What the real one has for promisify() is not ours to see.
Reflect.set(fs.write, promisify.custom, async (...args: unknown[]) => {
  return await new Promise((resolve, reject) => {
    Reflect.apply(fs.write, fs, [
      ...args,
      (error: Error | null, bytesWritten: number, buffer: unknown) => {
        if (error === null) resolve({ bytesWritten, buffer });
        else reject(error);
      },
    ]);
  });
});

const { promises } = fs;
replace(promises, 'open', (real) => async (...args) => {
  const path = String(args[0]);
  if (strikes('open', path)) throw buildError('open', path);
  const file = (await real(...args)) as object;
  rejectFrom(file, 'write', 'write', path);
  rejectFrom(file, 'writeFile', 'write', path);
  rejectFrom(file, 'sync', 'sync', path);
  rejectFrom(file, 'read', 'read', path);
  rejectFrom(file, 'close', 'close', path);
  return file;
});
rejectFrom(promises, 'mkdir', 'mkdir');
rejectFrom(promises, 'rename', 'rename');
for (const name of ['unlink', 'rm', 'rmdir']) rejectFrom(promises, name, 'remove');
for (const name of ['stat', 'access', 'realpath', 'readFile']) rejectFrom(promises, name, 'look');
syncBuiltinESMExports();
