// Answers as servers cut them into pieces, and what is no answer: taken for one, it would be the answer to somebody else's request.
import { describe, expect, it } from '@jest/globals';
import { AnswerReader, type ReadAnswer } from '../../../../runner/aws/lean/http-answer';

function read(text: string, method = 'GET', pieceBytes = Infinity): ReadAnswer | undefined {
  const reader = new AnswerReader(method);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const whole = reader.read(bytes.subarray(at, at + pieceBytes));
    if (whole !== undefined) {
      expect(at + pieceBytes).toBeGreaterThanOrEqual(bytes.length);
      return whole;
    }
  }
  return undefined;
}

const HEAD = 'HTTP/1.1 200 OK\r\n';
const BODY = '<a>grün \u{1f600}</a>';
const LENGTH = Buffer.byteLength(BODY);
const half = Buffer.byteLength('<a>grün ');

describe.each([1, 2, 3, 7, 1000])('an answer in pieces of %i bytes', (pieceBytes) => {
  it.each<[string, string, string, string]>([
    ['a length', 'GET', `content-length: ${LENGTH}\r\n\r\n${BODY}`, BODY],
    ['no body', 'GET', 'content-length: 0\r\n\r\n', ''],
    ['chunks', 'GET', `Transfer-Encoding: Chunked\r\n\r\n${LENGTH.toString(16)};x=y\r\n${BODY}\r\n0\r\n\r\n`, BODY],
    [
      'two chunks and trailers',
      'GET',
      `transfer-encoding: chunked\r\n\r\n${half.toString(16)}\r\n<a>grün \r\n${(LENGTH - half).toString(16)}\r\n\u{1f600}</a>\r\n0\r\na: b\r\nc: d\r\n\r\n`,
      BODY,
    ],
    ['a length of what HEAD does not get', 'HEAD', 'content-length: 77\r\n\r\n', ''],
  ])('with %s is read', (_title, method, rest, body) => {
    const whole = read(`${HEAD}Date: now\r\n${rest}`, method, pieceBytes);
    expect(whole).toMatchObject({ answer: { status: 200, headers: { date: 'now' }, body }, staysOpen: true });
  });

  it('is read after one that says that it comes', () => {
    const whole = read(`HTTP/1.1 100 Continue\r\n\r\n${HEAD}content-length: 1\r\n\r\nx`, 'PUT', pieceBytes);
    expect(whole?.answer).toMatchObject({ status: 200, body: 'x' });
  });

  it('is not there before its last byte', () => {
    for (const text of [
      `${HEAD}content-length: 2\r\n\r\nx`,
      `${HEAD}transfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n`,
    ])
      expect(read(text, 'GET', pieceBytes)).toBeUndefined();
  });
});

describe('a part', () => {
  const head = (status: number, bytes: number): Buffer =>
    Buffer.from(`HTTP/1.1 ${status} -\r\ncontent-length: ${bytes}\r\n\r\n`);

  it('goes where it is wanted, and once its head was read says which bytes come next, so that nobody copies them', () => {
    const into = new Uint8Array(new SharedArrayBuffer(8));
    const reader = new AnswerReader('GET', { into });
    expect(reader.place()).toBeUndefined();
    expect(reader.read(Buffer.concat([head(206, 6), Buffer.from('ab')]))).toBeUndefined();
    const place = reader.place() as Uint8Array;
    expect([place.buffer, place.byteOffset, place.length]).toEqual([into.buffer, 2, 4]);
    place.set(Buffer.from('cdef'));
    const whole = reader.read(Buffer.from(place.buffer, place.byteOffset, 4));
    expect(whole).toMatchObject({ answer: { status: 206, filled: 6 }, staysOpen: true });
    expect(Buffer.from(into).toString()).toBe('abcdef\0\0');
  });

  it('that is larger than was asked for is written nowhere else, and none that is an error has a place', () => {
    const reader = new AnswerReader('GET', { into: new Uint8Array(2) });
    reader.read(Buffer.concat([head(206, 3), Buffer.from('ab')]));
    expect(reader.place()).toBeUndefined();
    expect(() => reader.read(Buffer.from('c'))).toThrow('larger than was asked for');
    const failed = new AnswerReader('GET', { into: new Uint8Array(9) });
    failed.read(head(404, 3));
    expect(failed.place()).toBeUndefined();
    expect(failed.read(Buffer.from('no!'))).toMatchObject({ answer: { status: 404, body: 'no!' } });
  });
});

describe('an answer', () => {
  it('without a length ends with the connection, and no other does', () => {
    const open = new AnswerReader('GET');
    expect(open.read(Buffer.from(`${HEAD}\r\nall of`))).toBeUndefined();
    expect(open.read(Buffer.from(' it'))).toBeUndefined();
    expect(open.end()).toMatchObject({ answer: { body: 'all of it' }, staysOpen: false });
    for (const text of [
      '',
      HEAD,
      `${HEAD}content-length: 2\r\n\r\nx`,
      `${HEAD}transfer-encoding: chunked\r\n\r\n1\r\nx\r\n`,
    ]) {
      const cut = new AnswerReader('GET');
      cut.read(Buffer.from(text));
      expect(cut.end()).toBeUndefined();
    }
  });

  it.each([
    ['HTTP/1.1 200 OK', 'connection: close'],
    ['HTTP/1.1 200 OK', 'Connection: x, Close'],
    ['HTTP/1.0 200 OK', 'a: b'],
  ])('of %s with %s is the last on its connection', (first, header) => {
    expect(read(`${first}\r\n${header}\r\ncontent-length: 0\r\n\r\n`)?.staysOpen).toBe(false);
  });

  it('with more than itself is the last on its connection: what follows answers nothing', () => {
    const reader = new AnswerReader('GET');
    const whole = reader.read(Buffer.from(`${HEAD}content-length: 1\r\n\r\nx${HEAD}`));
    expect(whole).toMatchObject({ answer: { body: 'x' }, staysOpen: false });
  });

  it('has all headers of one name', () => {
    expect(read(`${HEAD}a: 1\r\nA: 2\r\ncontent-length: 0\r\n\r\n`)?.answer.headers['a']).toBe('1, 2');
  });

  it('has no headers that nobody sent', () => {
    expect(read(`${HEAD}content-length: 0\r\n\r\n`)?.answer.headers['constructor']).toBeUndefined();
  });
});

describe('what is no answer', () => {
  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    ['a status without digits', 'HTTP/1.1 abc\r\n\r\n'],
    ['a header that goes on', `${HEAD}a: b\r\n c\r\n\r\n`],
    ['white space before the colon', `${HEAD}content-length : 1\r\n\r\nx`],
    ['two lengths', `${HEAD}content-length: 1\r\ncontent-length: 2\r\n\r\nx`],
    ['a length that is none', `${HEAD}content-length: 0x1\r\n\r\nx`],
    ['a length below nothing', `${HEAD}content-length: -1\r\n\r\nx`],
    ['a length and chunks', `${HEAD}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`],
    ['another coding', `${HEAD}transfer-encoding: gzip, chunked\r\n\r\n`],
    ['a chunk without a size', `${HEAD}transfer-encoding: chunked\r\n\r\nx\r\n`],
    ['a chunk that does not end', `${HEAD}transfer-encoding: chunked\r\n\r\n1\r\nxyz`],
    ['a head without an end', `${HEAD}a: ${'b'.repeat(70_000)}`],
  ])('is refused: %s', (_title, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ kind: 'unavailable' }));
  });

  it.each([
    ['by its length', `content-length: ${33 * 1024 ** 2}\r\n\r\n`],
    ['without a length', `\r\n${'x'.repeat(33 * 1024 ** 2)}`],
    [
      'in chunks',
      `transfer-encoding: chunked\r\n\r\n${(33 * 1024 ** 2).toString(16)}\r\n${'x'.repeat(33 * 1024 ** 2)}`,
    ],
  ])('is more than 32 MiB, %s', (_title, text) => {
    expect(() => read(`${HEAD}${text}`, 'GET', 2 * 1024 ** 2)).toThrow(/larger than/);
  });
});

it.each([
  ['of a length', 'HTTP/1.1 200 OK\r\ncontent-length: 26\r\n\r\nabcdefghijklmnopqrstuvwxyz'],
  [
    'in chunks',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n10\r\nabcdefghijklmnop\r\na\r\nqrstuvwxyz\r\n0\r\n\r\n',
  ],
])('keeps what it was given when that is written over: a body %s', (_title, text) => {
  for (let size = 1; size < text.length; size += 1) {
    const reader = new AnswerReader('GET');
    const place = Buffer.alloc(size);
    let read: ReadAnswer | undefined;
    for (let at = 0; at < text.length; at += size) {
      place.fill('#');
      read = reader.read(place.subarray(0, place.write(text.slice(at, at + size), 'latin1')));
    }
    expect(read?.answer.body).toBe('abcdefghijklmnopqrstuvwxyz');
  }
});
