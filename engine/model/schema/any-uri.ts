/**
 * Whether Java's schema validator takes a text as `anyURI`. It is generous: what a URI can't hold is
 * escaped first, and relative references are fine.
 * Source: Java's AnyURIDV and the URI class beside it; RFC 2396
 */
export function isAnyUri(text: string): boolean {
  const uri = text.replace(/[\u0000- <>"{}|\\^~`\u007f-\uffff]/g, '%20');
  if (uri === '') return true;
  if (/%(?![0-9A-Fa-f]{2})/.test(uri)) return false;
  const hierarchical = withoutScheme(uri);
  if (hierarchical === null) return false;
  const [, path = '', query = '', fragment = ''] =
    /^([^?#]*)(\?[^#]*)?(?:#(.*))?$/s.exec(hierarchical.rest) ?? [];
  return hierarchical.isPath(path) && URI_CHARACTERS.test(query) && URI_CHARACTERS.test(fragment);
}

const URI_CHARACTERS = /^[\w\-.!~*'();/?:@&=+$,[\]%]*$/;
const PATH_CHARACTERS = /^[\w\-.!~*'();/:@&=+$,%]*$/;
const AUTHORITY = /^\/\/[\w\-.!~*'();:@&=+$,[\]%]*/;

interface Unschemed {
  readonly rest: string;
  readonly isPath: (path: string) => boolean;
}

/** What follows the scheme; null: what stands before the colon can't be one. */
function withoutScheme(uri: string): Unschemed | null {
  const isHierarchicalPath = (path: string): boolean =>
    PATH_CHARACTERS.test(path.replace(AUTHORITY, ''));
  const colon = uri.indexOf(':');
  if (colon === 0) return null;
  if (colon === -1 || /[/?#]/.test(uri.slice(0, colon))) {
    return { rest: uri, isPath: isHierarchicalPath };
  }
  if (!/^[A-Za-z][\w+.-]*$/.test(uri.slice(0, colon)) || uri.slice(0, colon).includes('_')) {
    return null;
  }
  const rest = uri.slice(colon + 1);
  if (rest === '' || rest.startsWith('#')) return null;
  return {
    rest,
    isPath: rest.startsWith('/') ? isHierarchicalPath : (path) => URI_CHARACTERS.test(path),
  };
}
