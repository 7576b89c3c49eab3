/** Attributes as XML with a leading space each; absent ones are left out. */
export function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
}

/** An element with its attributes as rendered text and its content; `isText` content is escaped. */
export function tag(name: string, head: string, content = '', isText = false): string {
  if (content === '') return `<${name}${head} />`;
  return `<${name}${head}>${isText ? escapeXml(content) : content}</${name}>`;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
