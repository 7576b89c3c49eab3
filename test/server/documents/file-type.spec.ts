import { expect } from 'chai';
import { decodeText, typeOf } from '../../../server/documents/file-type.ts';

const sample = (...parts: (string | number[])[]) => {
  const head = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  return { head, tail: head };
};
const zip = (...names: string[]) => sample([0x50, 0x4b, 3, 4], ...names.flatMap((n) => [[0], n]));
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const macros = zip('[Content_Types].xml', 'word/document.xml', 'word/vbaProject.bin');

describe('type of a file by its content', () => {
  for (const [name, given, type] of [
    ['PDF', sample('%PDF-1.7\n'), 'application/pdf'],
    ['PNG', sample([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), 'image/png'],
    ['JPEG', sample([0xff, 0xd8, 0xff, 0xe0]), 'image/jpeg'],
    ['Word', zip('[Content_Types].xml', 'word/document.xml'), docx],
    ['Excel', zip('[Content_Types].xml', 'xl/workbook.xml'), xlsx],
    ['OFD', zip('OFD.xml', 'Doc_0/Document.xml'), 'application/ofd'],
    ['UTF-8 text', sample('关于印发通知'), 'text/plain'],
    ['GB18030 text', sample([0xb9, 0xd8, 0xd3, 0xda]), 'text/plain'],
    ['program', sample('MZ', [0x90, 0, 3, 0]), null],
    ['shell with NUL', sample('#!/bin/sh', [0]), null],
    ['plain zip', zip('a.exe'), null],
    ['Word with macros', macros, null],
    ['old Word', sample([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]), null],
  ] as const) {
    it(`given ${name}, is ${type ?? 'refused'}`, () => expect(typeOf(given)).to.equal(type));
  }

  it('given text cut inside a character, still reads it', () => {
    const cut = Buffer.from('公文交换').subarray(0, 11);
    expect(decodeText(cut)).to.equal('公文交');
  });

  it('given text with a byte order mark, leaves the mark out', () => {
    expect(decodeText(Buffer.from('\ufeff通知'))).to.equal('通知');
  });

  it('given GB18030, gives the characters', () => {
    expect(decodeText(Buffer.from([0xb9, 0xd8, 0xd3, 0xda]))).to.equal('关于');
  });
});
