import { Cursor } from './cursor.ts';
import { readDeclaration } from './declaration-reader.ts';
import type { DecodedText } from './decode.ts';
import { ReadElement } from './element.ts';
import type { XmlElement, XmlListener } from './element.ts';
import { XmlFault } from './fault.ts';
import { isNameStart } from './name.ts';
import { readReference } from './reference.ts';
import { readStartTag } from './start-tag-reader.ts';

const DOCTYPE_FAULT =
  'DOCTYPE is disallowed when the feature "http://apache.org/xml/features/disallow-doctype-decl" ' +
  'set to true.';

interface OpenElement {
  readonly element: ReadElement;
  readonly namespaces: ReadonlyMap<string, string>;
}

/** Where markup stands: before the root, in it, behind it. */
type Place = 'prolog' | 'content' | 'trailing section';

/**
 * Reads one document. Faults are thrown where Java's parser reports its first one.
 * Source: Java's XMLDocumentScannerImpl, XMLDocumentFragmentScannerImpl
 */
export class DocumentReader {
  readonly cursor: Cursor;
  readonly #listener: XmlListener | null;
  readonly #open: OpenElement[] = [];
  #root: XmlElement | null = null;

  constructor(text: DecodedText, listener: XmlListener | null) {
    this.cursor = new Cursor(text.text, text.endFault);
    this.#listener = listener;
  }

  read(): XmlElement {
    const { cursor } = this;
    if (/^<\?xml(?![^\s?])/.test(cursor.text)) {
      cursor.at = 5;
      readDeclaration(cursor);
    }
    while (!cursor.isAtEnd) {
      if (this.#place() === 'content') this.#content();
      else this.#outside();
    }
    if (this.#open.length > 0) throw cursor.endFault();
    if (this.#root === null) throw cursor.endFault('Premature end of file.');
    return this.#root;
  }

  #place(): Place {
    if (this.#open.length > 0) return 'content';
    return this.#root === null ? 'prolog' : 'trailing section';
  }

  /** White space and markup around the root. */
  #outside(): void {
    const { cursor } = this;
    cursor.skipSpaces();
    if (cursor.isAtEnd) return;
    if (cursor.skip('<')) return this.#markup();
    if (cursor.skip('&')) throw new XmlFault(`Reference is not allowed in ${this.#place()}.`);
    throw new XmlFault(`Content is not allowed in ${this.#place()}.`);
  }

  /** Text, a reference, or markup inside of an element. */
  #content(): void {
    const { cursor } = this;
    const from = cursor.at;
    const found = /[<&]/g;
    found.lastIndex = from;
    const stop = found.exec(cursor.text);
    cursor.at = stop === null ? cursor.text.length : stop.index;
    const text = cursor.text.slice(from, cursor.at);
    this.#refuseInText(text, from);
    this.#addText(text);
    if (stop === null) return;
    cursor.at += 1;
    if (stop[0] === '<') this.#markup();
    else this.#addText(readReference(cursor));
  }

  #refuseInText(text: string, from: number): void {
    if (text.trim() === '') return;
    const end = text.indexOf(']]>');
    const before = end === -1 ? text : text.slice(0, end);
    this.cursor.refuseForbidden(
      before,
      from,
      (hex) =>
        `An invalid XML character (Unicode: 0x${hex}) was found in the element content of the ` +
        'document.',
    );
    if (end === -1) return;
    this.cursor.at = from + end + 3;
    throw new XmlFault(
      'The character sequence "]]>" must not appear in content unless used to mark the end of a ' +
        'CDATA section.',
    );
  }

  #addText(text: string): void {
    this.#open.at(-1)?.element.addText(text);
  }

  /** The cursor is behind a `<`. */
  #markup(): void {
    const { cursor } = this;
    const place = this.#place();
    if (isNameStart(cursor.peek()) && place !== 'trailing section') return this.#startTag();
    if (place === 'content' && cursor.skip('/')) return this.#endTag();
    if (cursor.skip('?')) return this.#instruction();
    if (cursor.skip('!')) return this.#declaration(place);
    cursor.demandMore(place === 'content' ? undefined : 'Premature end of file.');
    throw misplaced(place);
  }

  /** The cursor is behind `<!`. */
  #declaration(place: Place): void {
    const { cursor } = this;
    if (cursor.skip('-')) {
      if (!cursor.skip('-')) throw new XmlFault('Comment must start with "<!--".');
      return this.#comment();
    }
    if (place === 'content' && cursor.skip('[CDATA[')) {
      const from = cursor.at;
      const text = cursor.upTo(']]>');
      const inSection = 'was found in the CDATA section.';
      cursor.refuseForbidden(
        text ?? '',
        from,
        (hex) => `An invalid XML character (Unicode: 0x${hex}) ${inSection}`,
      );
      if (text === null) throw cursor.endFault();
      return this.#addText(text);
    }
    if (place === 'prolog' && cursor.skip('DOCTYPE')) throw new XmlFault(DOCTYPE_FAULT);
    if (place === 'content' && cursor.skip('DOCTYPE')) {
      throw new XmlFault('Scanner State 24 not Recognized ', null);
    }
    throw misplaced(place);
  }

  #comment(): void {
    const { cursor } = this;
    const from = cursor.at;
    const text = cursor.upTo('--');
    cursor.refuseForbidden(
      text ?? cursor.text.slice(from),
      from,
      (hex) => `An invalid XML character (Unicode: 0x${hex}) was found in the comment.`,
    );
    if (text === null) throw this.#unclosedComment();
    if (!cursor.skip('>')) {
      throw new XmlFault('The string "--" is not permitted within comments.');
    }
  }

  /** Java doesn't count a line end that is the file's last character here. */
  #unclosedComment(): XmlFault {
    if (this.cursor.text.endsWith('\n')) this.cursor.at -= 1;
    return this.cursor.endFault();
  }

  #instruction(): void {
    const { cursor } = this;
    const target = cursor.name();
    if (target === '') {
      throw new XmlFault('The processing instruction must begin with the name of the target.');
    }
    if (/^xml$/i.test(target)) {
      throw new XmlFault(
        'The processing instruction target matching "[xX][mM][lL]" is not allowed.',
      );
    }
    if (cursor.skip('?>')) return;
    if (!cursor.skipSpaces()) {
      cursor.demandMore();
      throw new XmlFault(
        'White space is required between the processing instruction target and data.',
      );
    }
    if (cursor.upTo('?>') === null) throw cursor.endFault();
  }

  #startTag(): void {
    const { cursor } = this;
    const outer = this.#open.at(-1);
    const tag = readStartTag(cursor, outer?.namespaces ?? new Map());
    this.#listener?.open(tag);
    const element = new ReadElement(tag, cursor.line, outer?.element ?? null);
    this.#root ??= element;
    outer?.element.addChild(element);
    if (tag.isEmpty) this.#listener?.close(null);
    else this.#open.push({ element, namespaces: tag.namespaces });
  }

  #endTag(): void {
    const { cursor } = this;
    const open = this.#open.at(-1);
    const name = open?.element.qualifiedName ?? '';
    if (!cursor.skip(name)) {
      cursor.demandMore();
      throw new XmlFault(
        `The element type "${name}" must be terminated by the matching end-tag "</${name}>".`,
      );
    }
    cursor.skipSpaces();
    cursor.demandMore();
    if (!cursor.skip('>')) {
      throw new XmlFault(`The end-tag for element type "${name}" must end with a '>' delimiter.`);
    }
    this.#listener?.close(open?.element.ownText ?? null);
    this.#open.pop();
  }
}

function misplaced(place: Place): XmlFault {
  switch (place) {
    case 'prolog':
      return new XmlFault(
        'The markup in the document preceding the root element must be well-formed.',
      );
    case 'content':
      return new XmlFault(
        'The content of elements must consist of well-formed character data or markup.',
      );
    case 'trailing section':
      return new XmlFault(
        'The markup in the document following the root element must be well-formed.',
      );
  }
}
