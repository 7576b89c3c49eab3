/**
 * Why the engine could not start, in one line for the person who started it.
 * Zeebe prints a Java stack trace for all of these.
 */
export function startFault(error: unknown): string {
  if (!(error instanceof Error)) return `The engine could not start: ${String(error)}`;
  const { code, path } = error as NodeJS.ErrnoException;
  const where = path === undefined ? '' : ` ${path}`;
  if (code === 'EADDRINUSE' || error.message.includes('EADDRINUSE')) {
    return `The port is in use by another program: ${addressIn(error.message)}`;
  }
  if (code === 'EACCES' || code === 'EPERM') return `No permission to write${where}`;
  if (code === 'EROFS') return `The file system is read-only:${where}`;
  if (code === 'ENOSPC') return `The disk is full:${where}`;
  if (code === 'ENOTDIR' || code === 'EEXIST') return `Not a folder:${where}`;
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return error.message.split('. ')[0] ?? '';
  return error.message.split('\n')[0] ?? 'The engine could not start';
}

function addressIn(text: string): string {
  return /(\d+\.\d+\.\d+\.\d+|\[?::\]?|localhost):\d+/.exec(text)?.[0] ?? text;
}
