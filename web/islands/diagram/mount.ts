import { findAll } from '../common/dom.ts';

/** A diagram nobody scrolled to is drawn after this, so that it is there in print. Unit: ms. */
const printReadyMs = 2500;

/** Loads the diagram viewer once a diagram comes into view; pages without one never load it. */
export function mountDiagrams(): void {
  const waiting = new Set(findAll('[data-diagram]'));
  const show = (place: HTMLElement): void => {
    if (!waiting.delete(place)) return;
    void import('./viewer.ts').then(({ mountPosition }) => mountPosition(place));
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting || !(entry.target instanceof HTMLElement)) continue;
        show(entry.target);
      }
    },
    { rootMargin: '120px' },
  );
  for (const place of waiting) observer.observe(place);
  setTimeout(() => {
    // A diagram in a closed tab has no size to be fitted into; it waits to be opened.
    for (const place of [...waiting]) if (place.offsetWidth > 0) show(place);
  }, printReadyMs);
}
