// Which bytes above 0x7f the client libraries of both stock tools take for letters or digits
// of a character set, each byte by itself: what may be in a name without quotes. Measured
// with the tools, of every character that is the name of a column. Data, and its pattern.

/** Bytes, in hex; sets that are not here have no such byte. */
const LETTERS: Readonly<Record<string, string>> = {
  armscii8: 'b2-fd',
  big5: 'a1-f9',
  cp1250: '8a 8c-8f 9a 9c-9f a3 a5 a7 aa af b3 b9-ba bc be-d6 d8-f6 f8-fe',
  cp1251: '80-81 83 8a 8c-90 9a 9c-9f a1-a3 a5 a8 aa af b2-b4 b8 ba bc-ff',
  cp1256: '81 83 8c-8e 90 9c c1-d6 d8-f6 f8-fc',
  cp1257: 'a8 aa af b8 ba bf-d6 d8-f6 f8-fe',
  cp850: '80-9b 9d a0-a5 b5-b7 c6-c7 d0-d8 de e0-e5 e7-ed',
  cp852: '80-9d 9f-a9 ab-ad b5-b8 bd-be c6-c7 d0-d8 dd-de e0-ee fb-fd',
  cp866: '80-af e0-f7',
  dec8: 'c0-d6 d8-f6 f8-ff',
  gb18030: '80-fe',
  gb2312: 'a1-fe',
  gbk: 'a1-fe',
  geostd8: 'c0-e5',
  greek: 'b6 b8-ba bc be-d1 d3-fe',
  hebrew: 'e0-fa',
  hp8: 'c5 cc ce-d0 d3-d4 d7-d8 da-dc',
  keybcs2: '80-ab e0-e5 e7-eb ed-ee',
  koi8r: 'a3 b3 c0-ff',
  koi8u: 'a3-a4 a6-a7 ad b3-b4 b6-b7 bd c0-ff',
  latin1: '83 8a 8c 8e 9a 9c 9e-9f c0-d6 d8-f6 f8-ff',
  latin2: 'a1 a3 a5-a6 a9-ac ae-af b1 b3 b5-b6 b9-bc be-cf d1-d6 d8-de e0-f6 f8-fe',
  latin5: 'c0-d6 d8-f6 f8-ff',
  latin7: '80 aa af ba bf-d6 d8-f6 f8-fe',
  macce: '80-9f a2 a7 ab ae-b1 b4-b5 b8-c1 c4-c5 cb-cf d8-db de-e1 e4-fe',
  macroman: '81-9f a7 ae-af be-bf c4 cc-cd d8-d9 e6-ef f1-f5',
};

/** Matches a name without other characters; a character of `name` is a byte. */
export function buildBareName(charset: string): RegExp {
  const name = charset.toLowerCase();
  const high = name.startsWith('utf8') ? '\\u0080-\\uffff' : toClass(LETTERS[name] ?? '');
  return new RegExp(`^[A-Za-z0-9_$${high}]*$`);
}

function toClass(ranges: string): string {
  return ranges.replace(/[0-9a-f]{2}/g, '\\x$&').replaceAll(' ', '');
}
