/**
 * Brings the children of `target` to those of `html`. Elements with an id are kept when their
 * markup is equal, so focus, selection and scroll stay; new ones are marked by `flash-in`.
 */
export function morph(target: HTMLElement, html: string, flash: string | null = null): void {
  const template = document.createElement('template');
  template.innerHTML = html;
  const focusId = document.activeElement?.closest<HTMLElement>('[id]')?.id ?? '';
  const hadFocus = target.contains(document.activeElement);
  const openDetails = new Set(
    [...target.querySelectorAll('details[open]')].map((one) => one.closest('[id]')?.id ?? ''),
  );
  syncChildren(target, template.content, flash);
  for (const id of openDetails) {
    document.getElementById(id)?.querySelector('details')?.setAttribute('open', '');
  }
  if (hadFocus && focusId && !target.contains(document.activeElement)) {
    const kept = document.getElementById(focusId);
    (kept?.querySelector<HTMLElement>('a, button') ?? kept)?.focus({ preventScroll: true });
  }
}

function syncChildren(target: Element, source: ParentNode, flash: string | null): void {
  const wanted = [...source.children];
  const existing = [...target.children];
  const byId = new Map(existing.filter((one) => one.id).map((one) => [one.id, one]));
  const sameShape =
    wanted.length === existing.length &&
    wanted.every((one, index) => one.tagName === existing[index]?.tagName && !one.id);
  if (sameShape && wanted.length > 0) {
    wanted.forEach((one, index) => syncElement(existing[index]!, one, flash));
    return;
  }
  const children = wanted.map((one) => {
    const old = one.id ? byId.get(one.id) : undefined;
    if (!old) {
      if (flash && one.matches(flash)) one.classList.add('flash-in');
      return one;
    }
    const isAt = old.classList.contains('at');
    old.classList.remove('at', 'flash-in');
    if (old.className === '') old.removeAttribute('class');
    const kept = old.outerHTML === one.outerHTML ? old : one;
    if (isAt) kept.classList.add('at');
    return kept;
  });
  if (children.length === existing.length && children.every((one, i) => one === existing[i]))
    return;
  target.replaceChildren(...children);
}

function syncElement(old: Element, wanted: Element, flash: string | null): void {
  const hasIds = wanted.querySelector('[id]') !== null;
  if (!hasIds) {
    if (old.outerHTML !== wanted.outerHTML) old.replaceWith(wanted);
    return;
  }
  for (const { name, value } of [...wanted.attributes]) old.setAttribute(name, value);
  syncChildren(old, wanted, flash);
}
