// Text without what may be a secret in it: names, passwords, queries and fragments of addresses.

const ADDRESS = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s'"<>]*)/gi;

function publicAddress(scheme: string, rest: string): string {
  const [, authority = '', path = '', more = ''] = /^([^/?#]*)([^?#]*)(.*)$/s.exec(rest) ?? [];
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return `${scheme}${host === authority ? '' : '…@'}${host}${path}${more === '' ? '' : `${more.charAt(0)}…`}`;
}

/** `text`, in which `…` stands for the user and the password of each address, and for what follows its `?` or `#`. */
export function publicText(text: string): string {
  return text.replace(ADDRESS, (_whole, scheme: string, rest: string) => publicAddress(scheme, rest));
}
