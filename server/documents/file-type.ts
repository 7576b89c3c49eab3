/** Types that are taken, with the file name endings that belong to them. */
export const acceptedTypes = {
  'application/pdf': ['pdf'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/ofd': ['ofd'],
  'text/plain': ['txt'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
} as const satisfies Record<string, readonly string[]>;

export type AcceptedType = keyof typeof acceptedTypes;

/** For file inputs: `.pdf,.docx,…`. */
export const acceptedEndings: string = Object.values(acceptedTypes)
  .flat()
  .map((ending) => `.${ending}`)
  .join(',');

/** Types a browser may show in its window; all others are saved. */
export const inlineTypes: ReadonlySet<string> = new Set([
  'application/pdf',
  'text/plain',
  'image/png',
  'image/jpeg',
]);

/** The beginning and the end of a file, enough to tell what it is. Whole when it is small. */
export interface Sample {
  readonly head: Buffer;
  readonly tail: Buffer;
}

/** How many bytes of the beginning and of the end are looked at. */
export const SAMPLE_BYTES = 128 * 1024;

const startsWith = (bytes: Buffer, ...magic: number[]): boolean =>
  magic.every((value, i) => bytes[i] === value);

/**
 * The type of a file by its content, whatever it calls itself; null when it is none that is taken.
 * Source: ISO 32000-1 §7.5.2 (PDF); PNG §5.2; JFIF; APPNOTE 4.3 (zip); ECMA-376 part 2 (Office);
 * GB/T 33190-2016 §7 (OFD).
 */
export function typeOf(sample: Sample): AcceptedType | null {
  const { head } = sample;
  if (head.subarray(0, 1024).includes('%PDF-')) return 'application/pdf';
  if (startsWith(head, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (startsWith(head, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (startsWith(head, 0x50, 0x4b, 0x03, 0x04)) return zipType(sample);
  return decodeText(head) === null ? null : 'text/plain';
}

/** What a zip holds is told by the names in its central directory, which is at its end. */
function zipType({ head, tail }: Sample): AcceptedType | null {
  const holds = (name: string): boolean => tail.includes(name) || head.includes(name);
  if (holds('OFD.xml')) return 'application/ofd';
  if (!holds('[Content_Types].xml') || holds('vbaProject.bin')) return null;
  if (holds('word/document.xml')) {
    return 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
  }
  if (holds('xl/workbook.xml')) {
    return 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  }
  return null;
}

/**
 * Text in UTF-8 (with or without byte order mark) or GB18030, which Chinese offices still write.
 * The last character may be cut off. Null when it is neither, or holds control characters.
 */
export function decodeText(bytes: Buffer): string | null {
  for (const encoding of ['utf-8', 'gb18030']) {
    const text = decode(bytes, encoding);
    if (text !== null && !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text)) return text;
  }
  return null;
}

function decode(bytes: Buffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}
