// Text as XML, in the stock tools' way: four entities and nothing else, so control
// characters stay what they are. Works on characters and on bytes alike. Pure.

const ENTITIES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
};

export function quoteXml(text: string): string {
  return text.replace(/[<>&"]/g, (char) => ENTITIES[char] ?? char);
}

/** For a reader that keeps to the standard, which takes line ends in attributes for blanks. */
export function quoteAttribute(text: string): string {
  return quoteXml(text).replace(/[\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** A name of the server's columns as the name of an attribute. */
export function attributeName(name: string): string {
  return quoteXml(name).replaceAll(' ', '_');
}

/** A section of its own lines; what would end it is split over two sections. */
export function cdata(text: string): string {
  return `<![CDATA[\n${text.replaceAll(']]>', ']]]]><![CDATA[>')}\n]]>\n`;
}

/** The text of a comment of SQL as a comment of XML, where two hyphens are not allowed. */
export function xmlComment(text: string): string {
  return `<!-- ${text.replace(/-+/g, '-')} -->\n`;
}
